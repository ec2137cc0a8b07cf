/** `npm run bench -- [name …] [--json FILE]`: runs the benchmarks of tests/bench, prints a table each, and writes JSON when asked. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { browser, build, environment, install, node, root, run, stop } from './machine.js';

const args = process.argv.slice(2);
const names = readdirSync(join(root, 'tests', 'bench'))
	.filter((file) => file.endsWith('.bench.ts'))
	.map((file) => file.replace('.bench.ts', ''));
if (args.includes('--help')) {
	console.log(`npm run bench -- [name …] [--json FILE]\nNames: ${names.join(', ')}`);
	process.exit(0);
}
install();
if (build() !== 0) stop('The build failed: see the words above.');
process.exit(run(node(), [join('tests', 'bench', 'run.ts'), ...args], { ...environment(), CHROMIUM_PATH: browser() }));
