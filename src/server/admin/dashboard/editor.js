// The text of a scenario in an editor: colours, completion, and every fault below its line. It lives in a shadow tree,
// since style sheets that a script makes are allowed there and nowhere else.
import * as cm from '/_emulator/dashboard/codemirror.js';
import { completeFrom } from '/_emulator/dashboard/complete.js';

const { Decoration, EditorState, EditorView, HighlightStyle, StateEffect, StateField, WidgetType, tags } = cm;

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
]);
const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--panel)', fontSize: '12.5px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--quiet)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--row)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selection)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--selection)', outline: 'none' },
  '.fault': { color: 'var(--bad)', backgroundColor: 'var(--fault)', padding: '1px 8px 1px 6px', whiteSpace: 'pre-wrap', fontFamily: 'system-ui, sans-serif' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--line)', borderRadius: '7px', overflow: 'hidden' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', maxHeight: '16em' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--panel)' },
  '.cm-tooltip.cm-completionInfo': { padding: '6px 10px', maxWidth: '340px', whiteSpace: 'normal' },
});

class Fault extends WidgetType {
  constructor(text) { super(); this.text = text; }
  eq(other) { return other.text === this.text; }
  toDOM() {
    const box = document.createElement('div');
    box.className = 'fault';
    box.textContent = this.text;
    return box;
  }
}

export const sentence = fault => [fault.message, fault.label, fault.help].filter(Boolean).join('; ');

// The place of a fault in the text; its columns are characters, the editor's are halves of them.
function place(doc, fault) {
  const line = doc.line(Math.min(Math.max(1, fault.line), doc.lines));
  const units = (text, characters) => [...text].slice(0, characters).join('').length;
  const from = Math.min(line.to, line.from + units(line.text, fault.column - 1));
  return { line, from, to: Math.min(line.to, from + units(doc.sliceString(from, line.to), fault.length)) };
}

const setFaults = StateEffect.define();
const faultField = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const effect = transaction.effects.find(one => one.is(setFaults));
    if (!effect) return marks.map(transaction.changes);
    return Decoration.set(effect.value.map(fault => {
      const { line } = place(transaction.newDoc, fault);
      return Decoration.widget({ widget: new Fault(sentence(fault)), block: true, side: 1 }).range(line.to);
    }), true);
  },
  provide: field => EditorView.decorations.from(field),
});

// An editor in an element; `changed` is called after each change by the person.
export async function editor(parent, changed) {
  const schema = await (await fetch('/_emulator/dashboard/schema.json')).json();
  const root = parent.attachShadow({ mode: 'open' });
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      extensions: [
        cm.lineNumbers(), cm.lintGutter(), cm.history(), cm.drawSelection(), cm.indentOnInput(), cm.bracketMatching(), cm.closeBrackets(),
        cm.highlightActiveLine(), cm.json(), cm.syntaxHighlighting(colours), cm.indentUnit.of('  '), EditorState.tabSize.of(2),
        cm.autocompletion({ override: [completeFrom(schema)] }),
        cm.keymap.of([...cm.closeBracketsKeymap, ...cm.defaultKeymap, ...cm.historyKeymap, ...cm.completionKeymap]),
        EditorView.lineWrapping, theme, faultField,
        EditorView.contentAttributes.of({ 'aria-label': 'Scenario as JSON', tabindex: '0' }),
        EditorView.updateListener.of(update => { if (update.docChanged) changed(); }),
      ],
    }),
  });
  const shownFaults = faults => faults.map(fault => ({ ...place(view.state.doc, fault), severity: 'error', message: sentence(fault) }));
  return {
    get text() { return view.state.doc.toString(); },
    set text(text) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }); },
    tell(faults) {
      view.dispatch(cm.setDiagnostics(view.state, shownFaults(faults)));
      view.dispatch({ effects: setFaults.of(faults) });
    },
    goTo(fault) {
      const { from, to } = place(view.state.doc, fault);
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
  };
}
