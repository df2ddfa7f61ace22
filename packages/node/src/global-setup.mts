// The same for `import`.

export { globalSetup as default } from './global-setup.js';
