import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { fewChunks } from './src/lib/client/few-chunks.ts';
import { schemasApart } from './src/lib/client/schemas-apart.ts';

// Tests run far from London, so that a forgotten time zone shows.
process.env.TZ ??= 'Pacific/Auckland';

export default defineConfig({
	plugins: [sveltekit(), schemasApart(), fewChunks()],
	// Dexie's entry hands out its build for browsers of 2015; the modern one is 2 kB less.
	resolve: { alias: [{ find: /^dexie$/, replacement: 'dexie/dist/modern/dexie.mjs' }] },
	css: {
		preprocessorOptions: { scss: { quietDeps: true, loadPaths: ['node_modules'] } },
		// govuk-frontend's Sass holds hacks that Lightning CSS only passes over with this set.
		lightningcss: { errorRecovery: true }
	},
	// A page's list of scripts to fetch ahead is read by every page: on a tablet the worker has them all, at a desk they are one
	// round trip away. Styles stay in it, since a page must not show before them.
	build: {
		modulePreload: { resolveDependencies: (_file, needed) => needed.filter((name) => name.endsWith('.css')) }
	},
	worker: { format: 'es' },
	test: {
		reporters: ['default'],
		// Left alone, one processor would be kept free; the runner itself has little to do.
		maxWorkers: '100%',
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					environment: 'node',
					include: ['tests/architecture.test.ts', 'tests/unit/**/*.test.ts'],
					testTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'integration',
					environment: 'node',
					include: ['tests/integration/**/*.test.ts'],
					globalSetup: ['tests/support/postgres-setup.ts'],
					testTimeout: 60_000,
					hookTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'scenarios',
					environment: 'node',
					include: ['tests/scenarios/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000
				}
			},
			{
				extends: true,
				test: {
					name: 'faults',
					environment: 'node',
					include: ['tests/faults/**/*.test.ts'],
					// One browser at a time: what is killed must be busy with the fault, not waiting for a processor.
					fileParallelism: false,
					testTimeout: 600_000,
					hookTimeout: 180_000
				}
			}
		]
	}
});
