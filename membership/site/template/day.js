// Who stood where on a day: of the spans on the page those of that day are shown, on the charts a line, on the tiles their blocs.
{
  const root = document.querySelector(".day"), [answer, changed] = all(".day-answer, .day-changed"), { bloc, as, day, slider, before, after } = root.querySelector("fieldset").elements;
  const acts = all(".day-acts a"), svgs = all(".exhibit svg[data-axis]");
  const blocs = all("[data-bloc]").map((section) => ({
    section, ...section.dataset, items: all("li", section).map((item) => ({ item, told: item.dataset, bounds: item.dataset.days.split(" ").map(Number), links: all("small a", item) })),
  }));

  function show(number, chosen) {
    slider.value = number;
    number = +slider.value;
    day.value = iso(number);
    const when = (slider.ariaValueText = words(number)), said = [], turns = [];
    for (const { section, bloc: id, label, since, founded, until, dissolved, offered, items } of blocs) {
      const not = number < (as.value === "chartered" ? Math.max(since, founded) : since) ? "not yet founded" : dissolved && number >= dissolved ? `dissolved on ${words(+dissolved)}` : offered.includes(as.value) ? "" : "this definition is not offered";
      const own = items.filter(({ told }) => told.under.includes(as.value)), members = (now) => new Set(own.filter(({ told }) => told.now === now && told.kind === "member").map(({ told }) => told.state));
      for (const { told } of items) told.now = "";
      for (const { told, bounds: [from, surely, to, last] } of not ? [] : own) told.now = surely <= number && number < to ? "sure" : from <= number && number < last ? "may" : "";
      const sure = members("sure"), most = sure.union(members("may")).size, unknown = !not && number > until;
      for (const { told } of own) if (told.now === "may" && sure.has(told.state)) told.now = "";
      const range = `${sure.size < most ? `${sure.size} to ` : ""}${most}`, count = not || `${range} member${most === 1 ? "" : "s"}${unknown ? ` (not known after ${words(+until)})` : ""}`;
      section.querySelector("span").textContent = count;
      for (const stripe of all(".tiles i")) if (stripe.textContent === label) stripe.hidden = unknown || !sure.has(stripe.parentNode.dataset.state);
      for (const tally of all(".tiles dd")) if (tally.previousSibling.textContent === label) tally.textContent = not || (unknown ? "not known" : range);
      const whole = [id, "all"].includes(bloc.value);
      if (whole !== section.whole) section.open = section.whole = whole;
      if (whole) {
        said.push(`${label}: ${count}`);
        for (const { item, bounds, links } of own) bounds.forEach((at, nth) => turns.push({ at, item, link: links[nth >> 1] }));
      }
    }
    answer.textContent = `On ${when}, ${said.join("; ")}.`;
    const times = turns.map(({ at }) => at).filter(isFinite), changes = new Map();
    for (const [button, near] of [[before, Math.max(...times.filter((at) => at < number))], [after, Math.min(...times.filter((at) => at > number))]]) {
      button.disabled = !isFinite(near);
      button.onclick = () => show(near, true);
    }
    for (const { at, item, link } of turns) if (at === number) changes.set(link.hash, element("li", {}, `${item.firstChild.data}: `, link.cloneNode(true), ...(link.dataset.act ? [", part of ", acts[link.dataset.act].cloneNode(true)] : [])));
    changed.replaceChildren(changes.size ? "What changed:" : "Nothing changed on that day.", element("ul", {}, ...changes.values()));
    mark(number, when);
    for (const told of all(".tiles output")) told.textContent = `On ${when}`;
    if (chosen) keep(day, bloc, as);
  }

  function mark(number, when) {
    // Until a day is chosen the first chart alone shows where the line is taken hold of.
    const idle = day.value === day.defaultValue;
    for (const svg of svgs) {
      svg.querySelector(".day-line")?.remove();
      if (idle && svg.closest("figure") !== svgs[0].closest("figure")) continue;
      const drawn = axes(svg).filter(({ first, last }) => first <= number && number <= last).map(({ first, last, left, right, top, bottom }, nth) => {
        const x = left + ((number - first) / (last - first)) * (right - left), late = x > (left + right) / 2;
        const dot = `<circle cx="${x}" cy="${top}"/>`;
        return idle ? dot : `${dot}<path d="M${x} ${top}V${bottom}"/>` + (nth ? "" : `<text x="${late ? x - 7 : x + 7}" y="${top + 3}" text-anchor="${late ? "end" : "start"}">${when}</text>`);
      });
      svg.insertAdjacentHTML("beforeend", `<g class="day-line" aria-hidden="true">${drawn.join("")}</g>`);
    }
  }

  function remember() {
    day.value = day.defaultValue;
    recall(bloc, as, day);
    show(days(day.value));
  }

  // The line is dragged from anywhere on an axis of time.
  for (const svg of svgs) {
    svg.onpointermove = (event) => {
      const { axis, day } = place(svg, event);
      if (!axis || event.buttons !== 1 || !(moved(event) || svg.hasPointerCapture(event.pointerId))) return;
      svg.setPointerCapture(event.pointerId);
      show(day, true);
    };
    svg.ondragstart = () => false;
  }
  slider.oninput = bloc.onchange = as.onchange = () => show(+slider.value, true);
  day.onchange = () => day.value && show(days(day.value), true);
  addEventListener("hashchange", remember);
  root.hidden = false;
  remember();
}
