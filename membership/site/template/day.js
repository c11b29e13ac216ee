// Who stood where on a day: the answer for every bloc, the line on the charts, what changed and by which act.
for (const root of document.querySelectorAll(".day")) {
  const { element, words, proof, iso, days, axes, place } = reader, data = JSON.parse(root.querySelector("script").textContent), svgs = document.querySelectorAll(".exhibit svg[data-axis]");
  const { bloc, as, day, slider, before, after } = root.querySelector("fieldset").elements, part = (name) => root.querySelector(".day-" + name);
  const disputed = (fact) => (data.facts[fact][5] ? " (disputed)" : ""), say = (...text) => element("p", {}, ...text);
  const told = (fact) => proof(data.facts[fact][0], `${data.facts[fact][2]} ${words(data.facts[fact][3])}`), names = (spans) => spans.map(([state]) => data.states[state]).sort().join(", ");
  const held = (one) => one.spells[as.value] || [];

  // The spans that hold on a day, by state: what holds surely before what may.
  function at(spans, number) {
    const found = new Map();
    for (const [state, from, surely, to, last, fact, , doubt, kind] of spans) {
      const sure = surely !== null && surely <= number && (to === null || number < to);
      if (from <= number && (last === null || number < last) && (sure || !found.has(state))) found.set(state, [state, sure, fact, kind, doubt]);
    }
    return [...found.values()].sort((a, b) => (data.states[a[0]] < data.states[b[0]] ? -1 : 1));
  }

  function about(one, number, whole) {
    const members = at(held(one), number), paused = at(one.pauses, number), beside = at(one.beside, number), sure = members.filter((span) => span[1]).length;
    const head = (text) => element("strong", {}, `${one.label}: ${text}`);
    if (number < (as.value === "chartered" ? Math.max(one.since, one.founded) : one.since)) return [say(head("not yet founded."))];
    if (one.dissolved !== null && number >= one.dissolved) return [say(head("dissolved"), ` on ${words(one.dissolved)}.`)];
    if (!one.spells[as.value]) return [say(head("this definition is not offered."))];
    const out = [say(head(`${sure < members.length ? `${sure} to ` : ""}${members.length} member${members.length === 1 ? "" : "s"}`))];
    const item = ([state, sure, fact, , doubt]) => {
      const stop = paused.find(([other]) => other === state);
      return element("li", { "data-state": state, "data-certain": sure }, data.states[state], " ", element("small", {}, sure ? "since " : "not known: ", told(sure ? fact : doubt ?? fact), disputed(fact), ...(stop ? ["; ", told(stop[2])] : [])));
    };
    out.push(whole ? element("ul", {}, ...members.map(item)) : say(members.map(([state, sure]) => data.states[state] + (sure ? "" : " (not known)") + (paused.some(([other]) => other === state) ? " (part paused)" : "")).join(", ")));
    for (const kind of new Set(beside.map((span) => span[3]))) out.push(say(`No member, but ${kind}: ${names(beside.filter((span) => span[3] === kind))}.`));
    if (number > one.until) out.push(say(`Not known from here on: verified to ${words(one.until)}.`));
    return out;
  }

  function mark(number) {
    for (const svg of svgs) {
      svg.querySelector(".day-line")?.remove();
      const line = document.createElementNS(svg.namespaceURI, "g");
      line.setAttribute("class", "day-line");
      line.setAttribute("aria-hidden", "true");
      line.innerHTML = axes(svg).filter(({ first, last }) => first <= number && number <= last).map(({ first, last, left, right, top, bottom }, nth) => {
        const x = left + ((number - first) / (last - first)) * (right - left), late = x > (left + right) / 2;
        return `<path d="M${x} ${top}V${bottom}"/><circle cx="${x}" cy="${top}" r="4"/>${nth ? "" : `<text x="${late ? x - 7 : x + 7}" y="${top + 3}" text-anchor="${late ? "end" : "start"}">${words(number)}</text>`}`;
      }).join("");
      if (line.firstChild) svg.append(line);
    }
  }

  function show(number, chosen) {
    number = Math.min(Math.max(number, data.low), data.high);
    day.value = iso((slider.value = number));
    slider.setAttribute("aria-valuetext", words(number));
    part("means").textContent = as.selectedOptions[0].title;
    const mine = data.blocs.filter(({ id }) => [id, ""].includes(bloc.value)), others = data.blocs.filter((one) => !mine.includes(one));
    const turns = mine.flatMap((one) => [...held(one), ...one.pauses, ...one.beside]).flatMap(([, a, b, c, d, begun, ended]) => [[a, begun], [b, begun], [c, ended], [d, ended]]).filter(([at, fact]) => at !== null && fact !== null);
    for (const [button, near] of [[before, Math.max(...turns.map(([at]) => at).filter((at) => at < number))], [after, Math.min(...turns.map(([at]) => at).filter((at) => at > number))]]) {
      button.disabled = !Number.isFinite(near);
      button.onclick = () => show(near, true);
    }
    const changes = [...new Set(turns.filter(([at]) => at === number).map(([, fact]) => fact))].map((fact) => {
      const [, state, , , act] = data.facts[fact];
      return element("li", {}, `${data.states[state]}: `, told(fact), disputed(fact), ...(act ? [", part of ", proof(act, data.acts[act])] : []));
    });
    part("answer").replaceChildren(say(`On ${words(number)}`), ...mine.flatMap((one) => about(one, number, bloc.value)));
    part("changed").replaceChildren(changes.length ? "What changed, and by which act:" : "Nothing changed on this day.", element("ul", {}, ...changes));
    part("others").replaceChildren(...others.map((one) => element("div", {}, ...about(one, number))));
    part("others").parentNode.hidden = !others.length;
    mark(number);
    if (chosen) reader.keep({ day: day.value, bloc: bloc.value || "all", as: as.value });
    // For the tiles: who surely is in which bloc, by its label; null where nobody knows.
    const inside = data.blocs.map((one) => [one.label, number > one.until && one.dissolved === null ? null : new Set(at(held(one), number).filter(([, sure]) => sure).map(([state]) => state))]);
    document.dispatchEvent(new CustomEvent("day", { detail: { day: words(number), inside: new Map(inside) } }));
  }

  function recall() {
    const asked = reader.asked(), has = (select, value) => [...select.options].some((option) => option.value === value);
    const id = asked.get("bloc") === "all" ? "" : asked.get("bloc"), number = /^\d{4}-\d\d-\d\d$/.test(asked.get("day")) ? days(asked.get("day")) : NaN;
    if (has(bloc, id)) bloc.value = id;
    if (has(as, asked.get("as"))) as.value = asked.get("as");
    show(Number.isNaN(number) ? data.blocs[0].until - (data.blocs[0].dissolved !== null) : number);
  }

  // The line is dragged from anywhere on an axis of time.
  for (const svg of svgs) {
    let from = null;
    svg.onpointerdown = (event) => { if (!event.button && place(svg, event).axis) from = event.clientX; };
    svg.onpointermove = (event) => {
      if (from === null || (Math.abs(event.clientX - from) < 4 && !svg.hasPointerCapture(event.pointerId))) return;
      svg.setPointerCapture(event.pointerId);
      if (place(svg, event).axis) show(place(svg, event).day, true);
    };
    svg.onpointerup = svg.onpointercancel = () => (from = null);
    svg.ondragstart = () => false;
  }
  slider.oninput = bloc.onchange = as.onchange = () => show(+slider.value, true);
  day.onchange = () => day.value && show(days(day.value), true);
  addEventListener("hashchange", recall);
  root.hidden = false;
  addEventListener("DOMContentLoaded", recall); // the tiles listen by then
}
