// Pointing at a decision of the map shows its partners; without this script the map is a picture with links.
(() => {
  const show = (map, name) => {
    map.classList.toggle("pointed", name !== null);
    const partners = new Set([name]);
    for (const chord of map.querySelectorAll(".chord")) {
      const ends = chord.dataset.ends.split(" ");
      const joined = ends.includes(name);
      chord.classList.toggle("partner", joined);
      if (joined) ends.forEach((end) => partners.add(end));
    }
    for (const link of map.querySelectorAll("a")) link.classList.toggle("partner", partners.has(link.dataset.decision));
  };
  for (const map of document.querySelectorAll(".advisor-map")) {
    for (const link of map.querySelectorAll("a")) {
      for (const event of ["mouseenter", "focus"]) link.addEventListener(event, () => show(map, link.dataset.decision));
      for (const event of ["mouseleave", "blur"]) link.addEventListener(event, () => show(map, null));
    }
  }
})();

// The what-if panel: all combinations were answered when the site was made; the script only looks them up.
(() => {
  const element = (name, attributes = {}, text = "") => Object.assign(document.createElement(name), attributes, text ? { textContent: text } : {});

  const start = (panel, table) => {
    const form = panel.querySelector("form");
    const said = panel.querySelector(".advisor-said");
    const link = panel.querySelector(".advisor-picture");
    const image = link.querySelector("img");
    const places = table.moves.map(() => 0);

    const row = () => places.reduce((sum, place, move) => sum * table.moves[move].labels.length + place, 0);
    const words = (decision, option) => (option < 0 ? "does not apply" : table.decisions[decision].options[option]);

    const follow = () => {
      const [options, sure, picture] = table.scenarios[row()];
      const before = table.scenarios[0][0];
      const changed = options.flatMap((option, decision) => (option === before[decision] ? [] : [decision]));
      if (picture < 0) {
        said.textContent = "No architecture satisfies these answers.";
      } else if (!changed.length) {
        said.textContent = places.some(Boolean) ? "Every decision stays as it is." : "As the system was described.";
      } else {
        said.textContent = `${changed.length} ${changed.length === 1 ? "decision turns" : "decisions turn"}: `
          + changed.map((decision) => `${table.decisions[decision].title} from ${words(decision, before[decision])} to ${words(decision, options[decision])}`).join("; ") + ".";
      }
      panel.classList.toggle("impossible", picture < 0);
      if (picture >= 0) {
        const [address, text] = table.pictures[picture];
        link.href = address;
        image.src = address;
        image.alt = text;
      }
      list(options, sure, new Set(changed));
    };

    const list = (options, sure, changed) => {
      const body = element("tbody");
      options.forEach((option, decision) => {
        if (option < 0 && !changed.has(decision)) return;
        const line = element("tr", { className: changed.has(decision) ? "turned" : "" });
        line.append(element("th", { scope: "row" }, table.decisions[decision].title));
        line.append(element("td", {}, words(decision, option) + (changed.has(decision) ? " (turned)" : "")));
        const certainty = element("td", { className: "sure" }, sure[decision] < 0 ? "" : `${sure[decision]} %`);
        certainty.style.setProperty("--sure", `${Math.max(sure[decision], 0)}%`);
        line.append(certainty);
        body.append(line);
      });
      const head = element("thead");
      const heads = element("tr");
      for (const text of ["Decision", "Recommended", "Sure"]) heads.append(element("th", { scope: "col" }, text));
      head.append(heads);
      const whole = element("table", { className: "advisor-table" });
      whole.append(head, body);
      panel.querySelector(".advisor-follows").replaceChildren(whole);
    };

    table.moves.forEach((move, number) => {
      const group = element("fieldset");
      group.append(element("legend", {}, move.asked));
      move.labels.forEach((text, place) => {
        const label = element("label");
        const choice = element("input", { type: "radio", name: `move-${number}`, value: String(place), checked: !place });
        choice.addEventListener("change", () => { places[number] = place; follow(); });
        label.append(choice, ` ${text}`);
        group.append(label);
      });
      form.append(group);
    });
    form.append(element("button", { type: "reset", className: "md-button" }, "As described"));
    form.addEventListener("reset", () => { places.fill(0); setTimeout(follow); });
    form.hidden = !table.moves.length;
    if (table.moves.length) follow();
  };

  for (const panel of document.querySelectorAll(".advisor-panel")) {
    const script = element("script", { src: panel.dataset.panel });
    script.addEventListener("load", () => start(panel, window.advisorPanel));
    document.head.append(script);
  }
})();
