// The tabs: one is open, the arrow keys go from one to the next, and the address names it.
const tabs = [...document.querySelectorAll('[role=tab]')];
const names = tabs.map(tab => tab.dataset.view);

const named = () => (names.includes(location.hash.slice(1)) ? location.hash.slice(1) : names[0]);

export function show(name) {
  for (const tab of tabs) {
    const open = tab.dataset.view === name;
    tab.setAttribute('aria-selected', String(open));
    tab.tabIndex = open ? 0 : -1;
    document.getElementById(tab.dataset.view).hidden = !open;
    if (open) tab.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  if (location.hash.slice(1) !== name) history.replaceState(null, '', `#${name}`);
}

// Calls `open` with the name of the tab that the person or the address chooses.
export function tabbed(open) {
  for (const tab of tabs) tab.addEventListener('click', () => open(tab.dataset.view));
  document.querySelector('[role=tablist]').addEventListener('keydown', event => {
    const at = tabs.indexOf(document.activeElement);
    const last = tabs.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    open(names[to]);
    tabs[to].focus();
  });
  window.addEventListener('hashchange', () => open(named()));
  open(named());
}
