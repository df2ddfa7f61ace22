// The parts of CodeMirror that the scenario editor uses.
export { EditorState, StateEffect, StateField } from '@codemirror/state';
export { Decoration, EditorView, WidgetType, drawSelection, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
export { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting, syntaxTree } from '@codemirror/language';
export { json } from '@codemirror/lang-json';
export { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from '@codemirror/autocomplete';
export { lintGutter, setDiagnostics } from '@codemirror/lint';
export { tags } from '@lezer/highlight';
