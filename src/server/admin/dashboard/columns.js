// Columns as wide as what stands in them, up to their data-fit in pixels, so that what tells one row from another is not
// cut off. A column in which no row has anything gives its room away; data-fit="rest" takes what is left. Where there is
// not room enough for all, those without data-firm give way.
// So much of the table stays for the column that takes the rest.
const REST = 0.24;
const pen = document.createElement('canvas').getContext('2d');

export function columns(table) {
  const heads = [...table.tHead.rows[0].cells].filter(head => head.dataset.fit);
  const all = heads.map(head => ({ head, rest: head.dataset.fit === 'rest', most: Number(head.dataset.fit), widest: 0, font: '' }));
  let changed = true;
  let laidFor = 0;

  const forget = () => { for (const one of all) one.widest = 0; changed = true; };

  // Takes a row into account.
  function measure(line) {
    for (const one of all) {
      const field = line.cells[one.head.cellIndex];
      if (!field || (one.rest && one.widest > 0)) continue;
      if (!field.textContent) continue;
      one.font ||= getComputedStyle(field.isConnected ? field : table).font;
      pen.font = field.classList.contains('mono') ? one.font.replace(/[\d.]+px/, '12.5px') : one.font;
      const width = one.rest ? 1 : pen.measureText(field.textContent).width;
      if (width > one.widest) { one.widest = width; changed = true; }
    }
  }

  function lay() {
    const room = table.clientWidth;
    if (!changed && room === laidFor) return;
    changed = false;
    laidFor = room;
    for (const one of all) table.classList.toggle(`without-${one.head.classList[0]}`, one.widest === 0);
    const shown = all.filter(one => one.widest > 0 && !one.rest && one.head.offsetParent);
    const fixed = [...table.tHead.rows[0].cells].filter(head => !head.dataset.fit && head.offsetParent);
    const padding = 1 + 2 * parseFloat(getComputedStyle(all[0].head).paddingLeft);
    pen.font = `600 12px ${getComputedStyle(table).fontFamily}`;
    const wanted = shown.map(one => Math.ceil(Math.min(one.most, Math.max(one.widest, pen.measureText(one.head.textContent).width))) + padding);
    const hasRest = all.some(one => one.rest && one.widest > 0 && one.head.offsetParent);
    const free = room * (hasRest ? 1 - REST : 1) - fixed.reduce((sum, head) => sum + head.offsetWidth, 0);
    const firm = index => 'firm' in shown[index].head.dataset;
    const sum = of => wanted.reduce((sofar, width, index) => sofar + (of(index) ? width : 0), 0);
    const scale = Math.min(1, Math.max(0.2, (free - sum(firm)) / Math.max(1, sum(index => !firm(index)))));
    shown.forEach((one, index) => { one.head.style.width = `${Math.floor(wanted[index] * (firm(index) ? 1 : scale))}px`; });
  }
  return { forget, measure, lay };
}
