/**
 * Real proxies in front of the served product, from the very files that the deployment guide gives (docs/deployment), with nothing
 * changed but the names in them. `npm test` brings the programs (src/cli/machine.js); a machine may have them already.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const recipes = join(root, 'docs', 'deployment');

/** The names that the recipes carry where an installation has its own. */
export const EXAMPLE_NAME = 'audits.example.org';

export interface Certificate {
	readonly certificate: string;
	readonly key: string;
	/** SHA-256 of its public key, by which Chromium can be told to trust it and no other. */
	readonly pin: string;
}

/** What a recipe's names are filled in with. */
export interface Names {
	/** The name that people type, without a port. */
	readonly name: string;
	readonly httpsPort: number;
	readonly httpPort: number;
	/** The product's own port on this machine. */
	readonly serverPort: number;
	readonly certificate: Certificate;
	/** The proxy's own files go here, and nowhere else. */
	readonly folder: string;
}

export interface Proxy {
	/** Kills it. */
	stop(): Promise<void>;
	/** Everything it wrote down: what it said, and what lies in its folder. */
	written(): string;
}

export interface ProxyProgram {
	readonly name: string;
	/** Null where the machine has none. */
	readonly path: string | null;
	start(path: string, names: Names): Promise<Proxy>;
}

function runnable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function firstOf(...paths: (string | undefined)[]): string | null {
	return paths.find((path): path is string => path !== undefined && runnable(path)) ?? null;
}

/** Whether a certificate can be made on this machine. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** Makes a certificate for a name, good for two days. */
export function certificateFor(name: string, folder: string): Certificate {
	const certificate = join(folder, 'certificate.pem');
	const key = join(folder, 'key.pem');
	const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
	execFileSync(
		'openssl',
		[...made, '-keyout', key, '-out', certificate, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
		{ stdio: 'ignore' }
	);
	const { publicKey } = new X509Certificate(readFileSync(certificate));
	const pin = createHash('sha256')
		.update(publicKey.export({ type: 'spki', format: 'der' }))
		.digest('base64');
	return { certificate, key, pin };
}

function answers(port: number): Promise<boolean> {
	return new Promise((done) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => done(true)).once('error', () => done(false));
		socket.once('connect', () => socket.destroy());
	});
}

function textIn(folder: string): string {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
		.join('\n');
}

/** Starts a program and waits until both of its ports answer. */
async function running(path: string, args: string[], env: Record<string, string>, names: Names): Promise<Proxy> {
	const child: ChildProcess = spawn(path, args, { cwd: names.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
	child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const written = () => said + textIn(names.folder);
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	const stop = async () => {
		child.kill('SIGKILL');
		await ended;
	};
	const until = Date.now() + 20_000;
	while (!((await answers(names.httpsPort)) && (await answers(names.httpPort)))) {
		if (child.exitCode !== null || Date.now() > until) {
			await stop();
			throw new Error(`${path} did not start:\n${written()}`);
		}
		await new Promise((done) => setTimeout(done, 30));
	}
	return { stop, written };
}

const caddy: ProxyProgram = {
	name: 'Caddy',
	path: firstOf(process.env.CADDY_PATH, join(root, 'node_modules/.cache/proxies/usr/bin/caddy'), '/usr/bin/caddy'),
	start: (path, names) =>
		running(
			path,
			['run', '--adapter', 'caddyfile', '--config', join(recipes, 'Caddyfile')],
			{
				HOME: names.folder,
				XDG_DATA_HOME: names.folder,
				XDG_CONFIG_HOME: names.folder,
				ADMIN: `unix/${join(names.folder, 'admin.sock')}`,
				ADDRESS: `${names.name}:${names.httpsPort}`,
				HTTP_PORT: String(names.httpPort),
				UPSTREAM: `127.0.0.1:${names.serverPort}`,
				TLS: `${names.certificate.certificate} ${names.certificate.key}`
			},
			names
		)
};

/** Fills a recipe's names in. Throws where one of them is not in it: then the recipe has changed and this has not. */
function filledIn(recipe: string, replaced: readonly (readonly [string, string])[]): string {
	return replaced.reduce((text, [from, to]) => {
		if (!text.includes(from)) throw new Error(`the recipe does not hold "${from}"`);
		return text.replaceAll(from, to);
	}, recipe);
}

/** What stands around a site's file on Debian, with all that our file must overrule. */
const around = (folder: string) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr crit;
events {}
http {
	access_log ${folder}/access.log;
	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
	gzip on;
	client_body_temp_path ${folder}/bodies;
	proxy_temp_path ${folder}/answers;
	fastcgi_temp_path ${folder}/fastcgi;
	uwsgi_temp_path ${folder}/uwsgi;
	scgi_temp_path ${folder}/scgi;
	include ${folder}/site.conf;
}
`;

const nginx: ProxyProgram = {
	name: 'nginx',
	path: firstOf(process.env.NGINX_PATH, join(root, 'node_modules/.cache/proxies/usr/sbin/nginx'), '/usr/sbin/nginx'),
	start(path, names) {
		const site = filledIn(readFileSync(join(recipes, 'nginx.conf'), 'utf8'), [
			['listen 80;', `listen ${names.httpPort};`],
			['listen 443 ', `listen ${names.httpsPort} `],
			[`https://${EXAMPLE_NAME}`, `https://${names.name}:${names.httpsPort}`],
			[EXAMPLE_NAME, names.name],
			['127.0.0.1:3000', `127.0.0.1:${names.serverPort}`],
			['/etc/ssl/golden-thread/certificate.pem', names.certificate.certificate],
			['/etc/ssl/golden-thread/key.pem', names.certificate.key],
			['/var/log/nginx/golden-thread.log', join(names.folder, 'error.log')]
		]);
		mkdirSync(names.folder, { recursive: true });
		writeFileSync(join(names.folder, 'site.conf'), site);
		writeFileSync(join(names.folder, 'nginx.conf'), around(names.folder));
		return running(path, ['-c', join(names.folder, 'nginx.conf'), '-e', 'stderr'], {}, names);
	}
};

/** The proxies that the guide has a recipe for. */
export const proxyPrograms: readonly ProxyProgram[] = [caddy, nginx];
