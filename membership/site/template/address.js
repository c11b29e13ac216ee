// What the scripts of a page share: days as numbers and in words, elements, proofs, the choice in the address.
const days = (text) => Date.parse(text) / 864e5, iso = (number) => new Date(number * 864e5).toISOString().slice(0, 10);
const words = (when) => {
  const text = typeof when === "number" ? iso(when) : when;
  return new Date(text).toLocaleDateString("en-GB", { timeZone: "UTC", year: "numeric", month: text[5] && "long", day: text[8] && "numeric" });
};
// The first and the last day that a year, a month or a day can mean.
const span = (text) => {
  const last = new Date(text);
  if (!text[8]) last.setUTCMonth(text[5] ? last.getUTCMonth() + 1 : 12, 0);
  return [days(text), last / 864e5];
};
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const element = (tag, told, ...children) => {
  const made = Object.assign(document.createElement(tag), told);
  made.append(...children);
  return made;
};
// The page's own links know on which page the proofs are.
const proof = (fact, label) => element("a", { href: (document.querySelector("a[href*='#fact-']")?.getAttribute("href").split("#")[0] || "") + "#fact-" + fact }, label);
const asked = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
const keep = (...fields) => {
  const kept = asked();
  for (const { name, value } of fields) value ? kept.set(name, value) : kept.delete(name);
  history.replaceState(null, "", "#" + kept);
};
const recall = (...fields) => {
  for (const field of fields) {
    const was = field.value;
    field.value = asked().get(field.name) || was;
    field.value ||= was;
  }
};
// Where a pointer went down: what is moved less than a few pixels from there is a tap.
let pressed;
addEventListener("pointerdown", ({ clientX }) => (pressed = clientX));
const moved = ({ clientX }) => Math.abs(clientX - pressed) > 4;
// The axes of time of a chart, and the place of the pointer on one of them.
const axes = (svg) => (svg.dataset.axis || "").split(";").filter(Boolean).map((axis) => {
  const [first, last, left, right, top, bottom] = axis.split(" ").map(Number);
  return { first, last, left, right, top, bottom };
});
const place = (svg, { clientX, clientY }) => {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  const axis = axes(svg).find(({ left, right, top, bottom }) => x > left - 9 && x < right + 9 && y > top - 9 && y < bottom + 9);
  return axis ? { axis, y, day: Math.round(axis.first + ((x - axis.left) / (axis.right - axis.left)) * (axis.last - axis.first)) } : {};
};
