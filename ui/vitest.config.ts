import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// The pure parts need neither the framework nor the texts, and a test run must not compile either under a build.
export default defineConfig({
	resolve: { alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) } },
	test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
