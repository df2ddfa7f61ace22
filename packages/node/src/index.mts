// The same for `import`: one copy of the code, however it is loaded.

export * from './index.js';
