// Who was a member on this day? Answers from the spells written into the page, marks the day on its
// charts, and keeps the choice in the address. The links are the page's own, moved into the answer.
for (const who of document.querySelectorAll(".who")) {
  const data = JSON.parse(who.querySelector("script[type='application/json']").textContent);
  const proofs = [...who.querySelectorAll(".who-proofs a")];
  const question = who.querySelector("fieldset"), answer = who.querySelector("output"), list = who.querySelector("ul");
  const { bloc, as, day, slider } = question.elements;
  const toNumber = (text) => Math.round(Date.parse(text + "T00:00:00Z") / 864e5);
  const toText = (number) => new Date(number * 864e5).toISOString().slice(0, 10);
  const inWords = (number) =>
    new Date(number * 864e5).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const chosen = () => data.blocs.find((one) => one.id === bloc.value) || data.blocs[0];

  function membersOn(spells, number) {
    const found = new Map();
    for (const [state, startFirst, startLast, endFirst, endLast, proof] of spells) {
      if (startFirst <= number && (endLast === null || number < endLast)) {
        const certain = startLast !== null && startLast <= number && (endFirst === null || number < endFirst);
        if (certain || !found.has(state)) found.set(state, { state, certain, proof });
      }
    }
    return [...found.values()].sort((a, b) => (data.states[a.state] < data.states[b.state] ? -1 : 1));
  }

  function offer() {
    for (const option of as.options) option.disabled = !(option.value in chosen().spells);
    if (as.selectedOptions[0].disabled) as.value = "signed";
    question.querySelector(".who-means").textContent = data.means[as.value];
  }

  function tell(number) {
    const one = chosen(), members = membersOn(one.spells[as.value], number);
    const certain = members.filter((member) => member.certain).length;
    const count = certain === members.length ? `${certain}` : `${certain} to ${members.length}`;
    answer.innerHTML = "";
    const strong = document.createElement("strong");
    strong.textContent = `${members.length ? count : "No"} ${count === "1" ? "member" : "members"}`;
    answer.append(strong, ` of ${one.called} on ${inWords(number)} (${as.selectedOptions[0].textContent.toLowerCase()})`);
    if (number > one.until) answer.append(`. Verified to ${inWords(one.until)} only: later changes are unknown, not ruled out`);
    answer.append(".");
    list.replaceChildren(
      ...members.map(({ state, certain, proof }) => {
        const item = document.createElement("li"), since = document.createElement("small");
        since.append(certain ? "since " : "perhaps, since ", proofs[proof].cloneNode(true));
        item.append(data.states[state], " ", since);
        item.dataset.state = data.codes[state];
        item.dataset.certain = certain;
        return item;
      }),
    );
  }

  function mark(number) {
    for (const line of document.querySelectorAll(".exhibit .day")) line.remove();
    for (const svg of document.querySelectorAll(".exhibit svg[data-axis]")) {
      for (const axis of svg.dataset.axis.split(";")) {
        const [first, last, left, right, top, bottom] = axis.split(" ").map(Number);
        if (number < first || number > last) continue;
        const x = left + ((number - first) / (last - first)) * (right - left);
        const line = document.createElementNS(svg.namespaceURI, "line");
        for (const [name, value] of Object.entries({ class: "day", x1: x, x2: x, y1: top, y2: bottom })) line.setAttribute(name, value);
        svg.append(line);
      }
    }
  }

  function show(number, how) {
    number = Math.min(Math.max(number, Number(slider.min)), Number(slider.max));
    offer();
    day.value = toText(number);
    slider.value = number;
    slider.setAttribute("aria-valuetext", inWords(number));
    tell(number);
    if (how !== "quietly") mark(number);
    if (how === "chosen") history.replaceState(null, "", `#day=${day.value}&bloc=${bloc.value}&as=${as.value}`);
  }

  function recall() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    if (!["day", "bloc", "as"].some((name) => wanted.has(name))) return false;
    if (data.blocs.some((one) => one.id === wanted.get("bloc"))) bloc.value = wanted.get("bloc");
    if (data.means[wanted.get("as")]) as.value = wanted.get("as");
    const number = /^\d{4}-\d\d-\d\d$/.test(wanted.get("day") || "") ? toNumber(wanted.get("day")) : NaN;
    show(Number.isNaN(number) ? chosen().until : number, "recalled");
    who.scrollIntoView({ block: "center" });
    return true;
  }

  slider.addEventListener("input", () => show(Number(slider.value), "chosen"));
  day.addEventListener("change", () => day.value && show(toNumber(day.value), "chosen"));
  bloc.addEventListener("change", () => show(Number(slider.value), "chosen"));
  as.addEventListener("change", () => show(Number(slider.value), "chosen"));
  addEventListener("hashchange", recall);
  who.hidden = false;
  if (!recall()) show(chosen().until, "quietly");
}
