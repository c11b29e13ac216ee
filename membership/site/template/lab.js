// The definition lab. Spells are derived as membership.intervals.chronology derives them; a test holds the two together.
const leads = { opens: { out: "in" }, closes: { in: "out", paused: "out" }, pauses: { in: "paused" }, resumes: { paused: "in" } };
leads["closes after"] = leads.closes;

// The rows of a bloc, with the dates that are tried, and the days that each can mean: from the treaty on, as nobody joins before there is one.
const dated = (rows, bloc, treaty, tried = []) => rows.map(([organization, state, action, date, fact, mark]) => ({ organization, state, action, fact, mark, date: tried.find(({ name }) => name === fact)?.value || date })).filter(({ organization, date }) => organization === bloc && date !== "-").map((row) => {
  const [first, last] = span(row.date), [begun] = span(treaty);
  return { ...row, first: begun > last ? first : Math.max(first, begun), last };
});

// The first order in which every turn fits; without a list of dead ends, what does not fit is passed over.
function ordered(waiting, state, dead) {
  if (!waiting.length) return [];
  const key = state + waiting.map(({ fact, effect }) => fact + effect), soonest = Math.min(...waiting.map(({ last }) => last)), fits = ({ effect }) => leads[effect][state];
  for (const turn of dead?.has(key) ? [] : waiting.filter(({ first }) => first <= soonest).sort((a, b) => !fits(a) - !fits(b))) {
    const after = fits(turn), rest = (after || !dead) && ordered(waiting.filter((other) => other !== turn), after || state, dead);
    if (rest) return after ? [{ ...turn, before: state, after }, ...rest] : rest;
  }
  dead?.add(key);
}

// As membership.spells gives them. Each row says what the package knows of it: that an entry into force stands for it, that nobody
// records when what it opened came into force, or that the membership that it pauses is open to doubt from then on.
function spellsUnder(rows, actions, name) {
  const found = [], both = ["signed", "participating"], own = both.includes(name) ? both : [name], counts = name === "signed" ? ["in", "paused"] : ["in"];
  for (const state of [...new Set(rows.map((row) => row.state))].sort()) {
    const turns = rows.filter((row) => row.state === state && !(row.mark === "superseded" && name === "in_force")).flatMap((row) => own.map((one) => actions[row.action][one]).filter(Boolean).map((effect) => {
      const after = effect === "closes after", first = row.first + after, last = row.last + after;
      return { ...row, effect, first, last, low: first, high: last, text: after && row.date[9] ? iso(first) : row.date };
    })).sort((a, b) => a.first - b.first || a.last - b.last || (a.fact < b.fact ? -1 : 1));
    const steps = ordered(turns, "out", new Set()) || ordered(turns, "out");
    steps.reduce((low, step) => (step.first = Math.max(low, step.first)), -Infinity);
    steps.reduceRight((high, step) => (step.last = Math.min(high, step.last)), Infinity);
    let spell, pause;
    const settle = () => { if (spell && pause?.mark === "doubted") spell.end = { last: Infinity, text: "", fact: "", ...spell.end, first: pause.first }; };
    for (const step of steps) {
      const was = counts.includes(step.before), is = counts.includes(step.after);
      if (!was && is) found.push((spell = { state, start: step }));
      if (was && !is) { spell.end = step; settle(); spell = null; }
      pause = step.after === "paused" && step;
    }
    settle();
  }
  found.sort(({ start: a }, { start: b }) => a.low - b.low || b.high - a.high);
  const unknown = name === "in_force" ? spellsUnder(rows, actions, "signed").filter(({ start }) => start.mark === "unknown") : [];
  for (const { state, start, end } of unknown) found.push({ state, start: { ...start, last: Infinity, text: "" }, end });
  return unknown[0] ? found.sort((a, b) => a.start.first - b.start.first || a.state.localeCompare(b.state)) : found;
}

const statesOf = (spells) => new Set(spells.map(({ state }) => state)).size;

// How many states are in on a day: a number, or from the fewest to the most.
function counted(spells, day) {
  const within = (from, to) => statesOf(spells.filter(({ start, end }) => start[from] <= day && !(end?.[to] <= day))), low = within("last", "first"), high = within("first", "last");
  return low === high ? low : `${low} to ${high}`;
}

{
  const lab = document.querySelector(".lab"), { organizations, actions, states, rows } = JSON.parse(lab.querySelector("script").textContent), { bloc, as } = lab.querySelector("fieldset").elements, selects = all(".lab-disputes select"), [act, free] = all(".lab-free *:is(select, input)");
  const [years, list, say] = all(".lab-years, .lab-list, .lab-say"), about = (fact) => rows.find((row) => row[4] === fact), one = () => organizations.find(({ id }) => id === bloc.value), text = ({ text }) => (text ? words(text) : "not known");
  // The dates that are tried; the free one, which bears the name of its fact, goes before one that is offered.
  const tries = () => [free, ...selects.filter(({ name }) => name !== free.name)];
  const derived = (tried) => spellsUnder(dated(rows, bloc.value, one().treaty, tried), actions, as.value);

  function draw() {
    if (!one().offered.includes(as.value) && as.value !== "own") as.value = "signed";
    if (as.value !== "own") for (const effects of Object.values(actions)) effects.own = effects[as.value] || (as.value === "participating" && effects.signed) || "";
    const { until, dissolved, called, offered, treaty } = one(), tried = tries().filter(({ name, value }) => value && about(name)?.[0] === bloc.value), spells = derived(tried), from = days(treaty), to = days(until), last = to - !!dissolved;
    const bar = (tag, start, end = to) => element(tag, { style: `--start:${Math.min(start, to) - from};--end:${Math.min(end, to) - from}` });
    list.style = `--all:${to - from}`;
    const date = (step) => element("td", {}, ...(step?.fact ? [proof(step.fact, text(step)), " ", selects.find(({ name }) => name === step.fact) || ""] : ["still in"]));
    list.replaceChildren(...spells.map(({ state, start, end }) => element("tr", {}, element("th", { scope: "row" }, states[state], element("span", {}, bar("i", start.first, end?.last), bar("b", start.last, end?.first))), date(start), date(end))));
    years.textContent = `${treaty.slice(0, 4)} to ${until.slice(0, 4)}`;
    say.replaceChildren(element("strong", {}, `In ${called} on ${words(last)}: ${counted(spells, last)} of ${statesOf(spells)} that ever joined.`), ...(tried[0] ? changed(tried, spells) : []));
    for (const select of all(".lab-acts select")) {
      select.value = actions[select.name].own;
      select.parentNode.hidden = !rows.some(([id, , action]) => id === bloc.value && action === select.name);
    }
    for (const option of as.options) option.disabled = option.value !== "own" && !offered.includes(option.value);
  }

  // What would be otherwise than in the report: whose membership, and how many on which days.
  function changed(tried, spells) {
    const before = derived(), facts = tried.map(({ name, value }) => [...about(name), value]), runs = [];
    for (const day of [...before, ...spells].flatMap(({ start, end = start }) => [start.first, start.last, end.first, end.last]).filter(isFinite).sort((a, b) => a - b)) {
      const was = counted(before, day), is = counted(spells, day), run = runs.at(-1);
      if (run && (run.was !== was || run.is !== is)) run.next ??= day;
      if (was !== is && (!run || run.next)) runs.push({ day, was, is });
    }
    const history = (found, state) => found.filter((one) => one.state === state).map(({ start, end }) => `from ${text(start)}${end ? ` to ${text(end)}` : ""}`).join(" and ") || "never";
    const lines = [...new Set(facts.map(([, state]) => state))].map((state) => `${states[state]} would be in ${history(spells, state)}; the report says ${history(before, state)}.`);
    for (const { day, next, was, is } of runs) lines.push(`Members from ${words(day)} ${next ? `to ${words(next - 1)}` : "on"}: ${is}; the report says ${was}.`);
    return [
      element("p", {}, `If ${facts.map(([, state, action, date, , , value]) => `${states[state]}’s ${action} was ${value === "-" ? "none" : `of ${words(value)}`}, not of ${words(date)}`).join(", and ")}:`), element("ul", {}, ...lines.map((line) => element("li", {}, line))),
      element("button", { onclick: () => { for (const select of tried) select.value = ""; change({ target: bloc }); } }, "Undo"),
    ];
  }

  function change({ target }) {
    if (actions[target.name]) { actions[target.name].own = target.value; as.value = "own"; }
    if (target === act) { keep({ name: free.name }); free.name = act.value; bloc.value = about(free.name)?.[0] || bloc.value; }
    draw();
    keep(bloc, as, ...tries());
    target.focus();
  }
  lab.onchange = change;
  recall(bloc, as, ...selects);
  [free.name, free.value] = [...asked()].find(([key, value]) => about(key) && selects.find(({ name }) => name === key)?.value !== value) || ["", ""];
  act.value = free.name;
  lab.hidden = false;
  draw();
}
