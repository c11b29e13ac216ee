// Charts that respond: what the page holds on a mark is shown beside it; a state is lifted out in every chart.
{
  const charts = new Map();
  let card, pinned, lifted, from;
  for (const figure of all("figure[data-script]")) {
    const box = figure.querySelector(".card"), items = all("[data-days]", box).map((item) => ({ item, ...item.dataset, days: item.dataset.days.split(" "), facts: all("a", item).map(({ hash }) => hash) }));
    box.querySelector("button").onclick = hide;
    for (const svg of all("svg", figure)) {
      const links = all("a", svg).map((link) => ({ link, label: link.ariaLabel, own: items.filter(({ facts }) => facts.includes("#" + link.href.baseVal.split("#")[1])) }));
      charts.set(svg, { box, items, links });
      if (!links[0]) svg.tabIndex = 0;
    }
  }

  // What lies under a point: a link, a span whose row and days it falls into, or the counts on its day.
  function show(svg, event) {
    const { box, items, links } = charts.get(svg), { day, axis, y } = place(svg, event), at = links.find(({ link }) => link.contains(event.target));
    const rows = links.filter(({ link }) => { const box = link.getBBox(); return axis && y > box.y && y < box.y + box.height && box.x > axis.left - 20 && box.x < axis.right; }).flatMap(({ own }) => own.map(({ row }) => row));
    const found = at?.own || items.filter(({ row, days: [first, end] }) => day >= first && day < end && (!row || rows.includes(row)));
    if (!found[0] && !at) return hide();
    if (card !== box) hide();
    card = box;
    for (const one of items) one.item.hidden = !found.includes(one);
    card.querySelector("strong").textContent = found[0]?.row ? "" : at ? at.label : words(day);
    card.hidden = false;
    const around = card.parentNode.getBoundingClientRect(), { left, bottom } = at ? at.link.getBoundingClientRect() : { left: event.clientX, bottom: event.clientY };
    card.style = `--left: ${left - around.left}px; --top: ${bottom - around.top}px`;
    lift(found[0]?.state);
  }
  function hide() {
    pinned = false;
    if (card) card.hidden = true;
    lift(asked().get("state"));
  }

  // A veil over each chart that has the state, with holes where its rows are.
  function lift(state) {
    if (lifted === state) return;
    lifted = state;
    for (const [svg, { links }] of charts) {
      svg.querySelector(".veil")?.remove();
      const { width, height } = svg.viewBox.baseVal, panels = axes(svg), above = svg.closest(".narrow") ? 0.95 : 0.3;
      const holes = links.filter(({ own }) => own.some((one) => one.state === state)).map(({ link }) => link.getBBox()).filter(({ height }) => height).map(({ x, y, height }) => {
        const { left, right } = (panels[1] && panels.find(({ left, right }) => x > left - 20 && x < right)) || { left: 0, right: width };
        return `M${left} ${y - above * height}H${right}v${(above + 1.45) * height}H${left}z`;
      });
      if (state && holes[0]) svg.insertAdjacentHTML("beforeend", `<path class="veil" d="M0 0H${width}V${height}H0z${[...new Set(holes)].join("")}"/>`);
    }
  }

  const on = (kind, answer) => addEventListener(kind, (event) => { const svg = event.target.closest?.("svg"); answer(event, charts.has(svg) && svg, card?.contains(event.target)); });
  on("pointermove", (event, svg, inside) => { if (!pinned && !inside) svg ? show(svg, event) : card && hide(); });
  on("focusin", (event, svg, inside) => { if (svg) show(svg, event); else if (!inside) hide(); });
  on("click", (event, svg, inside) => {
    if (inside || moved(event)) return;
    if (!svg) return hide();
    show(svg, event);
    pinned = !card?.hidden;
    if (lifted) keep({ name: "state", value: lifted });
  });
  // To the mark beside one; a chart without marks, of counts, is gone through by the days on which they changed.
  function step(svg, target, turn) {
    const { items, links } = charts.get(svg), [{ first, last, left, right, top }] = axes(svg);
    if (links[0]) return links[links.findIndex(({ link }) => link === target) + turn]?.link.focus();
    const days = [...new Set(items.map(({ days }) => +days[0]))].filter((day) => day >= first && day <= last).sort((a, b) => a - b);
    svg.nth = ((svg.nth ?? -(turn > 0)) + turn + days.length) % days.length;
    const { x, y } = new DOMPoint(left + ((days[svg.nth] - first) / (last - first)) * (right - left), top).matrixTransform(svg.getScreenCTM());
    show(svg, { target, clientX: x, clientY: y });
  }
  // Keys: left and right from mark to mark, down into what is said of one, Escape back.
  on("keydown", (event, svg, inside) => {
    const { key, target } = event, turn = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (turn && svg) { step(svg, target, turn); event.preventDefault(); }
    if (key === "Escape") { if (inside) from.focus(); hide(); }
    if (key === "ArrowDown" && svg && card) { event.preventDefault(); from = target; pinned = true; card.querySelector("a:not([hidden] *)").focus(); }
  });
  addEventListener("hashchange", hide);
  hide();
}
