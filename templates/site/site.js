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
