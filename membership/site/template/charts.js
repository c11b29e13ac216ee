// Charts that respond: a card for what is pointed at or focused; a state lifted out in every chart.
{
  const { element, words, span, days, proof, asked, keep, axes, place } = reader, card = element("div", { className: "card", role: "status", hidden: true }), charts = new Map();
  let pinned = false, lifted = "", down = 0;
  for (const figure of document.querySelectorAll("figure.exhibit[data-script]")) {
    const data = JSON.parse(figure.querySelector("script").textContent);
    for (const svg of figure.querySelectorAll("svg")) {
      const links = [...svg.querySelectorAll("a")].map((link) => ({ link, fact: link.getAttribute("href").split("#fact-")[1] || "" }));
      for (const one of links) one.spans = data.spans.filter(({ begun, ended }) => one.fact && [begun, ended].includes(one.fact));
      charts.set(svg, { ...data, figure, links });
    }
  }

  // What lies under a point: a link, the span whose row and days it falls into, or the counts on its day.
  function under(svg, { links, spans, steps }, event) {
    const { day, axis, y } = place(svg, event), own = links.find(({ link }) => link.contains(event.target));
    if (own || day === undefined) return own;
    if (steps.length) return { spans: [], day };
    const rows = links.filter(({ link }) => { const box = link.getBBox(); return y > box.y && y < box.y + box.height && box.x > axis.left - 20 && box.x < axis.right; }).flatMap((one) => one.spans);
    const found = spans.find((one) => rows.some(({ state, of }) => state === one.state && of === one.of) && span(one.start)[0] <= day && (!one.end || day < span(one.end)[1]));
    return found && { spans: [found] };
  }

  function show(svg, event) {
    const { figure, links, steps, sources, ...chart } = charts.get(svg), found = under(svg, { links, steps, ...chart }, event);
    if (!found) return hide();
    const { spans: [one], fact, day, link } = found, label = (fact) => links.find((one) => one.fact === fact)?.link.getAttribute("aria-label") || "";
    const line = (name, fact, date) => element("p", {}, name, proof(fact, label(fact).split(": ")[1] || words(date)), sources[fact] ? ` (${sources[fact]})` : "");
    const told = [];
    if (one) {
      const home = document.querySelector(`#state-${one.state}, a[href*='#state-']`);
      told.push(element("strong", {}, [one.name, one.of].filter(Boolean).join(", ")), line("From ", one.begun, one.start), one.ended ? line("Until ", one.ended, one.end) : "Open on the last day verified.",
        one.disputed ? element("p", {}, "Disputed. ", one.others ? `Sources also give ${one.others.split(";").map(words).join(", ")}.` : "A source denies it.") : "",
        home ? element("p", {}, element("a", { href: `${home.id ? "" : home.getAttribute("href").split("#")[0]}#state-${one.state}` }, `All memberships of ${one.name}`)) : "");
    } else if (fact) told.push(element("strong", {}, label(fact)), line("Proof: ", fact, ""));
    else if (day) {
      told.push(element("strong", {}, words(day)));
      for (const [of, , low, high, facts, from] of new Map(steps.filter(([, date]) => days(date) <= day).map((step) => [step[0], [...step, step[1]]])).values())
        told.push(element("p", {}, `${of}: ${low === high ? low : `${low} to ${high}`}, since `, proof(facts.split(";")[0], words(from))));
    }
    card.replaceChildren(element("button", { type: "button", title: "Close", onclick: hide }, "×"), ...told.filter(Boolean));
    card.hidden = !told.length;
    figure.append(card);
    const box = figure.getBoundingClientRect(), at = link ? link.getBoundingClientRect() : { left: event.clientX, bottom: event.clientY };
    card.style.left = `${Math.max(0, Math.min(at.left - box.left, box.width - card.offsetWidth))}px`;
    card.style.top = `${at.bottom - box.top + 12}px`;
    lift(one ? one.state : "");
  }
  function hide() {
    pinned = false;
    card.hidden = true;
    lift(asked().get("state") || "");
  }

  function lift(state) {
    if (lifted === state) return;
    lifted = state;
    for (const [svg, { links }] of charts) {
      svg.querySelector(".veil")?.remove();
      const own = links.filter(({ spans }) => spans.some((one) => one.state === state)).map(({ link }) => link.getBBox()).filter(({ height }) => height), all = axes(svg);
      if (!state || !own.length) continue;
      const veil = document.createElementNS(svg.namespaceURI, "path"), above = svg.closest(".narrow") ? 0.95 : 0.3;
      veil.setAttribute("class", "veil");
      veil.setAttribute("d", all.map(({ left, right, top, bottom }) => {
        const holes = own.filter(({ x, y }) => x > left - 20 && x < right && y > top && y < bottom), from = all[1] ? left : 0, to = all[1] ? right : svg.viewBox.baseVal.width;
        return holes[0] ? `M${from} ${top}H${to}V${bottom}H${from}z${[...new Set(holes.map(({ y, height }) => `M${from} ${y - above * height}H${to}v${(above + 1.45) * height}H${from}z`))].join("")}` : "";
      }).join(""));
      svg.append(veil);
    }
  }

  const on = (kinds, answer) => { for (const kind of kinds) addEventListener(kind, (event) => { const svg = event.target.closest?.("svg"); answer(event, charts.has(svg) && svg); }); };
  on(["pointermove"], (event, svg) => { if (!pinned && !card.contains(event.target)) svg ? show(svg, event) : card.hidden || hide(); });
  on(["focusin"], (event, svg) => { if (svg) show(svg, event); else if (!card.contains(event.target)) hide(); });
  on(["click"], (event, svg) => {
    if (card.contains(event.target) || Math.abs(event.clientX - down) > 4) return;
    if (!svg) return hide();
    show(svg, event);
    pinned = !card.hidden;
    if (lifted) keep({ state: lifted });
  });
  on(["pointerdown"], ({ clientX }) => (down = clientX));
  on(["keydown"], ({ key }) => key === "Escape" && hide());
  on(["hashchange", "resize"], hide);
  hide();
}
