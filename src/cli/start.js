/** `npm start`: everything from a fresh clone to the served demonstration. An older Node can read this file. */
import { environment, build, install, node, run, stop } from './machine.js';

install();
if (build() !== 0) stop('The build failed: see the words above.');
const env = environment();
if (run(node(), ['src/cli/gt.js', 'seed', '--if-empty'], env) !== 0)
	stop('The demonstration could not be loaded: see the words above.');
process.exit(run(node(), ['src/server.ts'], env));
