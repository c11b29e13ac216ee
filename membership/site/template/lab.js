// The definition lab. Spells are derived as membership.intervals.chronology derives them; a test holds the two together.
const leads = { opens: { out: "in" }, closes: { in: "out", paused: "out" }, pauses: { in: "paused" }, resumes: { paused: "in" } };
leads["closes after"] = leads.closes;

// What the actions of a state do, by day. Rows are [state, action, date, fact]; `does` gives the effects of an action.
function turnsOf(rows, state, does) {
  const turns = rows.filter((row) => row[0] === state).flatMap(([, action, date, fact]) =>
    does(action).map((effect) => {
      const after = effect === "closes after", [first, last] = reader.span(date).map((day) => day + after);
      return { fact, action, effect, first, last, low: first, high: last, text: after && date[9] ? reader.iso(first) : date };
    }),
  );
  return turns.sort((a, b) => a.first - b.first || a.last - b.last || (a.fact < b.fact ? -1 : 1));
}

const statesOf = (rows) => [...new Set(rows.map(([state]) => state))].sort();

// The rows without the instruments for which a dated entry into force in the same run of time stands.
function inForce(rows, does) {
  const dropped = new Set();
  for (const state of statesOf(rows)) {
    let run = [];
    for (const turn of [...turnsOf(rows, state, does), { effect: "closes" }]) {
      if (turn.effect === "opens") run.push(turn);
      else if (leads[turn.effect] === leads.closes) {
        const others = run.filter(({ action }) => action !== "entry into force");
        if (others.length < run.length) others.forEach(({ fact }) => dropped.add(fact));
        run = [];
      }
    }
  }
  return rows.filter(([, , , fact]) => !dropped.has(fact));
}

function walked(turns) {
  const dead = new Set(), take = (from, one) => from.filter((other) => other !== one);
  const possible = (waiting) => waiting.filter((turn) => turn.first <= Math.min(...waiting.map(({ last }) => last)));
  function fitting(waiting, state) {
    const key = state + waiting.map((turn) => turns.indexOf(turn));
    if (!waiting.length) return [];
    for (const turn of dead.has(key) ? [] : possible(waiting)) {
      const after = leads[turn.effect][state], rest = after && fitting(take(waiting, turn), after);
      if (rest) return [{ ...turn, before: state, after }, ...rest];
    }
    dead.add(key);
  }
  let steps = [], waiting = turns, state = "out";
  while (waiting.length) {
    const may = possible(waiting), turn = may.find(({ effect }) => leads[effect][state]) || may[0], after = leads[turn.effect][state];
    steps.push({ ...turn, before: state, after });
    waiting = take(waiting, turn);
    state = after || state;
  }
  if (steps.some(({ after }) => !after)) steps = fitting(turns, "out") || steps.filter(({ after }) => after);
  steps.reduce((low, step) => (step.first = Math.max(low, step.first)), -Infinity);
  steps.reduceRight((high, step) => (step.last = Math.min(high, step.last)), Infinity);
  return steps;
}

// `counts` are the states of things that count. A pause that lasts to the end leaves the membership of a `doubted` state open from then on.
function spellsOf(rows, does, counts, doubted = () => false) {
  const found = [];
  for (const state of statesOf(rows)) {
    let spell, pause;
    const settle = () => { if (spell && pause && doubted(state)) spell.end = { last: Infinity, text: "", fact: "", ...spell.end, first: pause.first }; };
    for (const step of walked(turnsOf(rows, state, does))) {
      const was = counts.includes(step.before), is = counts.includes(step.after);
      if (!was && is) found.push((spell = { state, start: step }));
      if (was && !is) { spell.end = step; settle(); spell = null; }
      pause = step.after === "paused" && step;
    }
    settle();
  }
  return found.sort(({ start: a }, { start: b }) => a.low - b.low || b.high - a.high);
}

// As membership.spells gives them. Of a signed membership whose entry into force nobody records the start is not known.
function spellsUnder(rows, actions, name, chartered) {
  const does = (names) => (action) => names.map((one) => actions[action][one]).filter(Boolean), both = ["signed", "participating"];
  const spells = (names, ...more) => spellsOf(rows, does(names), ...more);
  const bound = rows.filter(([, action]) => actions[action].chartered === "opens").map(([state]) => state);
  if (name === "participating") return spells(both, ["in"]);
  if (name === "chartered") return spells([name], ["in", "paused"]);
  const signed = spells(both, ["in", "paused"], (state) => chartered && !bound.includes(state)), force = does(["in_force"]);
  if (name === "signed") return signed;
  const known = spellsOf(inForce(rows, force), force, ["in", "paused"]);
  const told = ({ state, start, end }) => (end?.fact && !actions[end.action].in_force) || known.some((one) => one.state === state && (start.first <= one.start.last || !(one.end?.first <= start.last)) && !(end?.last <= one.start.first));
  const unknown = signed.filter((one) => !told(one)).map(({ state, start, end }) => ({ state, start: { ...start, last: Infinity, text: "" }, end }));
  return unknown[0] ? [...known, ...unknown].sort((a, b) => a.start.first - b.start.first || (a.state < b.state ? -1 : +(a.state > b.state))) : known;
}

function counted(spells) {
  const days = spells.flatMap(({ start, end }) => [start, end || start]).flatMap(({ first, last }) => [first, last]).filter(Number.isFinite);
  const within = (day, a, b) => new Set(spells.filter(({ start, end }) => start[a] <= day && (!end || day < end[b])).map(({ state }) => state)).size;
  return [...new Set(days)].sort((a, b) => a - b).map((day) => [day, within(day, "last", "first"), within(day, "first", "last")]);
}

for (const lab of document.querySelectorAll(".lab")) {
  const { element, words, proof } = reader, data = JSON.parse(lab.querySelector("script").textContent);
  const { bloc, as } = lab.querySelector("fieldset").elements, part = (name) => lab.querySelector(".lab-" + name), acts = part("acts");
  let tried = {}, named = "signed", own, open = "";
  const one = () => data.organizations.find(({ id }) => id === bloc.value), about = (fact) => data.rows.find((row) => row[4] === fact);
  const rows = (trying) => data.rows.filter(([id, , , , fact]) => id === bloc.value && (!trying || tried[fact] !== "")).map(([, state, action, date, fact]) => [state, action, (trying && tried[fact]) || date, fact]);
  const stated = (action) => (["signed", "participating"].includes(named) ? ["signed", "participating"] : [named]).map((name) => data.actions[action][name]).filter(Boolean);
  const does = (action) => (as.value === "own" ? own[action] : stated(action));
  const derived = (trying) => (as.value === "own" ? spellsOf(rows(trying), does, ["in"]) : spellsUnder(rows(trying), data.actions, as.value, one().offered.includes("chartered")));
  const on = (steps, day) => { const [, low, high] = steps.filter(([from]) => from <= day).at(-1) || [0, 0, 0]; return low === high ? low : `${low} to ${high}`; };
  const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  const choose = (fact) => { open = fact; change(); part("try").querySelector("input:checked").focus(); };

  function draw() {
    const { until, dissolved, called, offered } = one(), spells = derived(true), steps = counted(spells);
    const from = Math.min(...rows(true).map(([, , date]) => reader.span(date)[0])), to = reader.days(until);
    const at = (day) => `${(100 * (Math.min(day, to) - from)) / (to - from)}%`, left = (day, rest = "") => ({ style: `left:${at(day)};${rest}` }), right = (day) => `right:calc(100% - ${at(day)})`;
    const end = (state, side, step) => {
      const [, , , date, , others, denied] = about(step.fact), told = `${data.states[state]}: ${step.action} ${words(tried[step.fact] || date)}, disputed. Try another date`;
      return others.length || denied ? element("button", { type: "button", className: side, title: told, "aria-label": told, "aria-pressed": open === step.fact, ...left(step.first), onclick: () => choose(step.fact) }, "?") : "";
    };
    const bars = ({ state, start, end: close = { first: to, last: to } }) => [
      element("i", left(start.first, right(close.last))), element("b", left(start.last, right(close.first))), end(state, "start", start), close.fact ? end(state, "end", close) : "",
    ];
    part("rows").replaceChildren(...[...new Set(spells.map(({ state }) => state))].map((state) =>
      element("div", {}, element("span", {}, data.states[state]), element("div", {}, ...spells.filter((spell) => spell.state === state).flatMap(bars)))));
    const most = Math.max(1, ...steps.map(([, , high]) => high)), stairs = (place) => `<path d="M0 ${most}${steps.map((step) => `H${step[0] - from}V${most - step[place]}`).join("")}H${to - from}V${most}z"/>`;
    part("steps").innerHTML = `<svg viewBox="0 0 ${to - from} ${most}" preserveAspectRatio="none" aria-hidden="true">${stairs(2)}${stairs(1)}</svg>`;
    const room = (part("rows").clientWidth || 600) / 60, year = (day) => +reader.iso(day).slice(0, 4), years = year(to) - year(from);
    const gap = [1, 2, 5, 10, 20, 50].find((gap) => years / gap < room) || 100, first = Math.ceil((year(from) + 1) / gap) * gap;
    part("years").replaceChildren(...Array.from({ length: Math.max(0, Math.ceil((year(to) - first) / gap)) }, (_, place) => element("span", left(reader.days(`${first + place * gap}-01-01`)), `${first + place * gap}`)));
    const high = Math.max(0, ...steps.map(([, low]) => low)), peak = steps.findIndex(([, low]) => low === high), over = steps.slice(peak).find(([, low]) => low < high), last = to - !!dissolved;
    part("say").replaceChildren(
      element("strong", {}, `${on(steps, last)} of ${many(new Set(spells.map(({ state }) => state)).size, "state")} are in ${called} on ${words(last)}.`),
      ` ${many(spells.length, "spell")}` + (high ? `; most at once: ${high}, from ${words(steps[peak][0])}${over ? ` to ${words(over[0] - 1)}` : ""}.` : "."),
      ...changed(counted(derived(false)), steps),
    );
    part("list").replaceChildren(...spells.map(({ state, start, end }) => element("tr", {}, element("th", { scope: "row" }, data.states[state]), ...[start, end].map((step) => element("td", {}, step?.fact ? proof(step.fact, step.text ? words(step.text) : "not known") : "open")))));
    offer();
    for (const select of acts.querySelectorAll("select")) {
      select.value = does(select.name)[0] || "";
      select.parentNode.hidden = !data.rows.some(([id, , action]) => id === bloc.value && action === select.name);
    }
    for (const option of as.options) option.disabled = option.value !== "own" && !offered.includes(option.value);
    part("means").textContent = as.selectedOptions[0].title;
  }

  function changed(before, after) {
    if (!Object.keys(tried).length) return [];
    const told = [];
    for (const day of [...new Set([...before, ...after].map(([day]) => day))].sort((a, b) => a - b)) {
      const [was, is] = [before, after].map((steps) => on(steps, day)), run = told.at(-1);
      if (run && !run.next && (run.was !== was || run.is !== is)) run.next = day;
      if (was !== is && (!run || run.next)) told.push({ day, was, is });
    }
    const runs = told.map(({ day, next, was, is }) => `${is} instead of ${was} from ${words(day)}${next ? ` to ${words(next - 1)}` : " on"}`);
    return [element("br"), element("strong", {}, "With what you try "), told.length ? `members are ${runs.join("; ")}. ` : "the number of members is the same on every day. ",
      element("button", { type: "button", onclick: () => { tried = {}; change(); } }, "Undo")];
  }

  function offer() {
    if (about(open)?.[0] !== bloc.value) return part("try").replaceChildren("Choose a ? to see which other dates sources give, and try them.");
    const [, state, action, date, fact, others, denied] = about(open), ways = [[date, "this report"], ...others.map((other) => [other, "another source"]), ...(denied ? [["", "a source denies it"]] : [])];
    part("try").replaceChildren(element("fieldset", {}, element("legend", {}, `${data.states[state]}: ${action}`), ...ways.map(([value, who]) => element("label", {},
      element("input", { type: "radio", name: "try", checked: value === (tried[fact] ?? date), onchange: () => { tried[fact] = value; if (value === date) delete tried[fact]; choose(fact); } }),
      ` ${value ? words(value) : "not at all"} `, element("small", {}, who))), proof(fact, "What each source says")));
  }

  function change() {
    draw();
    reader.keep({ lab: `${bloc.value} ${as.value}`, try: Object.entries(tried).map((pair) => pair.join("=")).join(" ") });
  }
  const copied = () => Object.fromEntries(Object.keys(data.actions).map((action) => [action, stated(action)]));
  const choice = (name) => { if (name === "own") own ||= copied(); else named = name; as.value = name; };
  bloc.onchange = () => { tried = {}; if (![...one().offered, "own"].includes(as.value)) choice("signed"); change(); };
  as.onchange = () => { choice(as.value); change(); };
  acts.onchange = ({ target }) => {
    if (as.value !== "own") own = copied();
    own[target.name] = [target.value].filter(Boolean);
    choice("own");
    change();
  };
  const [id, name] = (reader.asked().get("lab") || "").split(" ");
  if (data.organizations.some((one) => one.id === id)) bloc.value = id;
  if (one().offered.includes(name)) choice(name);
  for (const [fact, date] of (reader.asked().get("try") || "").split(" ").map((pair) => pair.split("="))) if (about(fact) && (!date || /^\d{4}(-\d\d){0,2}$/.test(date))) tried[fact] = date;
  lab.hidden = false;
  draw();
}
