import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['recipes/vitest/pass.spec.mjs'], globalSetup: 'cloudauth-local/global-setup' },
});
