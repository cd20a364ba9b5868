/* Goes behind axe: text that is drawn as another that passed, in the same colours on the same grounds, has enough contrast too.
   A table's cells and a cell's code are thousands of such texts, and their contrast takes axe four fifths of its time.
   Only what passed is remembered, and nothing of what another part may lie over or under. */
(() => {
  const DRAWN = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize", "fontWeight", "textShadow", "filter", "mixBlendMode"];
  const check = axe._audit.checks["color-contrast"], judge = check.evaluate;
  const numbers = new Map(), kinds = new Map(), passed = new Set();
  let moved;

  const isMoved = (style) => !["static", "relative"].includes(style.position) || style.zIndex !== "auto" || style.float !== "none"
    || ["top", "left", "transform", "translate"].some((name) => !["auto", "0px", "none"].includes(style[name]))
    || [style.marginTop, style.marginLeft, style.marginBottom, style.marginRight].some((size) => size.startsWith("-"));

  /* A number for how a part is drawn, the grounds it stands on included. */
  const kind = (part) => {
    if (!part) return 0;
    if (!kinds.has(part)) {
      const style = getComputedStyle(part);
      const drawn = [kind(part.parentElement ?? part.getRootNode().host), ...DRAWN.map((name) => style[name])].join("|");
      if (!numbers.has(drawn)) numbers.set(drawn, numbers.size + 1);
      kinds.set(part, numbers.get(drawn));
    }
    return kinds.get(part);
  };

  const lies = (part) => {
    moved ??= [...document.body.querySelectorAll("*")].filter((one) => isMoved(getComputedStyle(one)))
      .map((one) => [one, one.getBoundingClientRect()]);
    const { left, right, top, bottom } = part.getBoundingClientRect();
    return moved.some(([one, box]) => !one.contains(part) && box.left < right && left < box.right && box.top < bottom && top < box.bottom);
  };

  check.evaluate = function (part, ...more) {
    if (passed.has(kind(part)) && !lies(part)) return true;
    const enough = judge.call(this, part, ...more);
    if (enough === true && !lies(part)) passed.add(kind(part));
    return enough;
  };
})();
