/** `npm start`: everything from a fresh clone to the served demonstration. An older Node can read this file. */
import { spawn } from 'node:child_process';
import { environment, build, install, node, root, run, stop } from './machine.js';

install();
if (build() !== 0) stop('The build failed: see the words above.');
const env = environment();
if (run(node(), ['src/cli/gt.js', 'seed', '--if-empty'], env) !== 0)
	stop('The demonstration could not be loaded: see the words above.');

// The server is stopped with this launcher, however that is asked for, and never left behind on its port.
const server = spawn(node(), ['src/server.ts'], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
	process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
