// What the parts of a page share: days as numbers and in words, elements, proofs, the choice in the address.
const reader = {
  days: (text) => Date.parse(text + "T00:00:00Z") / 864e5,
  iso: (number) => new Date(number * 864e5).toISOString().slice(0, 10),
  span: (text) => {
    const [y, m = 0, d] = text.split("-").map(Number), at = (...parts) => reader.days(new Date(Date.UTC(...parts)).toISOString().slice(0, 10));
    return d ? [at(y, m - 1, d), at(y, m - 1, d)] : m ? [at(y, m - 1, 1), at(y, m, 0)] : [at(y, 0, 1), at(y, 11, 31)];
  },
  words: (when) => {
    const text = typeof when === "number" ? reader.iso(when) : when, [y, m, d] = text.split("-");
    const month = m && new Date(text.slice(0, 7) + "-01T00:00:00Z").toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" });
    return [d && Number(d), month, Number(y)].filter(Boolean).join(" ");
  },
  element: (tag, told = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(told)) name in made ? (made[name] = value) : made.setAttribute(name, value);
    made.append(...children.filter((child) => child !== ""));
    return made;
  },
  // The page's own links know on which page the proofs are.
  proof: (fact, label) => {
    const any = document.querySelector("a[href*='#fact-']"), base = any ? any.getAttribute("href").split("#")[0] : "";
    return reader.element("a", { href: `${base}#fact-${fact}` }, label);
  },
  asked: () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : ""),
  keep: (choice) => {
    const asked = reader.asked();
    for (const [name, value] of Object.entries(choice)) value ? asked.set(name, value) : asked.delete(name);
    history.replaceState(null, "", "#" + asked);
  },

  // The axes of time of a chart, and the place of the pointer on one of them.
  axes: (svg) => (svg.dataset.axis || "").split(";").filter(Boolean).map((axis) => {
    const [first, last, left, right, top, bottom] = axis.split(" ").map(Number);
    return { first, last, left, right, top, bottom };
  }),
  place: (svg, { clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    const axis = reader.axes(svg).find(({ left, right, top, bottom }) => x > left - 9 && x < right + 9 && y > top - 9 && y < bottom + 9);
    return axis ? { axis, y, day: Math.round(axis.first + ((x - axis.left) / (axis.right - axis.left)) * (axis.last - axis.first)) } : {};
  },
};
