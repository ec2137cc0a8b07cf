/** The settings, from the environment alone. An unknown or malformed one stops the start with one line that names it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** `remove`: tablets take the worker and its copy of the app away at their next visit, and keep their drafts. */
const serviceWorkers = ['serve', 'remove'] as const;

const origin = z.string().refine((text) => {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	if (url.origin !== text.replace(/\/$/, '')) return false;
	// Without https a browser has neither a service worker nor a cookie that is safe: only this very machine may do without.
	return url.protocol === 'https:' || (url.protocol === 'http:' && LOCAL_HOSTS.includes(url.hostname));
}, 'must be https:// and a host name, without a path (http:// only for localhost)');

const databaseUrl = z
	.string()
	.refine((text) => URL.canParse(text) && /^postgres(ql)?:\/\//.test(text), 'must begin with postgres://');

const shapes = {
	HOST: z
		.string()
		.regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a host name or address to listen on')
		.default('127.0.0.1'),
	PORT: z
		.string()
		.regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
		.transform(Number)
		.refine((port) => port <= 65535, 'must be a number from 0 to 65535')
		.default(3000),
	ORIGIN: origin.transform((text) => new URL(text).origin).optional(),
	DATA_DIR: z.string().min(1, 'must name a folder').default('data'),
	DATABASE_URL: databaseUrl.optional(),
	LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
	SECRET: z.string().min(32, 'must be at least 32 characters').optional(),
	ADDRESS_HEADER: z
		.string()
		.regex(/^[A-Za-z0-9-]{1,64}$/, 'must be the name of a header')
		.optional(),
	SMTP_URL: z
		.string()
		.refine(
			(text) => URL.canParse(text) && /^smtps?:\/\/[^/?#]+\/?$/.test(text) && new URL(text).hostname !== '',
			'must be smtp:// or smtps:// and a mail server, with name and password before an @ where it asks for them'
		)
		.optional(),
	MAIL_FROM: z.email('must be the e-mail address that mails come from').max(200).optional(),
	SERVICE_WORKER: z.enum(serviceWorkers, `must be one of ${serviceWorkers.join(', ')}`).default('serve'),
	XFF_DEPTH: z
		.string()
		.regex(/^[1-9]$/, 'must be a number from 1 to 9')
		.transform(Number)
		.default(1)
};
type Name = keyof typeof shapes;
const names = Object.keys(shapes) as Name[];

export interface Settings {
	/** Address to listen on. */
	readonly host: string;
	/** Port to listen on; 0 takes a free one. */
	readonly port: number;
	/** Where browsers find us; null on one's own machine, where localhost and 127.0.0.1 both do. */
	readonly origin: string | null;
	/** Folder of the embedded store, the secret and files; an absolute path. */
	readonly dataDir: string;
	/** Null: the embedded SQLite store. */
	readonly databaseUrl: string | null;
	readonly logLevel: (typeof logLevels)[number];
	/** Signs cookies; null: made at the first start and kept in the data folder. */
	readonly secret: string | null;
	/** Header in which a proxy in front writes the asker's address, overwriting what was sent; null without a proxy. */
	readonly addressHeader: string | null;
	/** Mail server that reminders are handed to; null without one. */
	readonly smtpUrl: string | null;
	/** Address that mails come from; set where `smtpUrl` is. */
	readonly mailFrom: string | null;
	/** Whether tablets get the worker that opens the app without a network, or the one that takes it away. */
	readonly serviceWorker: (typeof serviceWorkers)[number];
	/** Proxies in front that add to X-Forwarded-For, when that is the header. */
	readonly xffDepth: number;
}

/** Says in one line which setting is wrong and why. Never repeats the value: it may be a password. */
export class SettingsError extends Error {
	constructor(line: string) {
		super(line);
		this.name = 'SettingsError';
	}
}

/** Whether two names differ by one letter more, one less, one other, or two neighbours swapped. */
function oneSlipApart(typed: string, meant: string): boolean {
	if (Math.abs(typed.length - meant.length) > 1) return false;
	let start = 0;
	while (start < typed.length && typed[start] === meant[start]) start += 1;
	let end = 0;
	while (
		end < Math.min(typed.length, meant.length) - start &&
		typed[typed.length - 1 - end] === meant[meant.length - 1 - end]
	) {
		end += 1;
	}
	const typedRest = typed.slice(start, typed.length - end);
	const meantRest = meant.slice(start, meant.length - end);
	if (typedRest.length <= 1 && meantRest.length <= 1) return true;
	return typedRest.length === 2 && [...typedRest].reverse().join('') === meantRest;
}

/**
 * Gives the setting that a name in the environment was probably meant to be, or undefined. The environment is full of other
 * programs' names, so only names with our prefix and near misses of ours count; HOST and PORT are so short that only a letter
 * too many does (SORT and POST may be anyone's).
 */
function meantBy(typed: string): Name | undefined {
	const plain = typed.toUpperCase().replaceAll('_', '').replaceAll('-', '');
	return names.find((name) => {
		const ours = name.replaceAll('_', '');
		if (ours.length > 4) return plain === ours || oneSlipApart(plain, ours);
		return plain.length === 5 && oneSlipApart(plain, ours);
	});
}

/** Gives the settings of an environment. An empty value counts as not set. Throws SettingsError for the first that is unknown or malformed. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
	for (const [typed, value] of Object.entries(env)) {
		if (value === undefined || Object.hasOwn(shapes, typed)) continue;
		if (/^(GT|GOLDEN_?THREAD)_/i.test(typed)) {
			throw new SettingsError(`${typed}: unknown setting. The settings are ${names.join(', ')}.`);
		}
		const meant = meantBy(typed);
		if (meant) throw new SettingsError(`${typed}: unknown setting. Did you mean ${meant}?`);
	}
	const given = (name: Name) => env[name] || undefined;
	const parsed = z
		.strictObject(shapes)
		.safeParse(Object.fromEntries(names.filter((name) => given(name)).map((name) => [name, given(name)])));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SettingsError(`${issue?.path.join('.')}: ${issue?.message}.`);
	}
	const read = parsed.data;
	for (const [alone, partner] of [
		['SMTP_URL', 'MAIL_FROM'],
		['MAIL_FROM', 'SMTP_URL']
	] as const)
		if (read[alone] && !read[partner]) throw new SettingsError(`${partner}: must be set where ${alone} is.`);
	return {
		host: read.HOST,
		port: read.PORT,
		origin: read.ORIGIN ?? null,
		dataDir: resolve(read.DATA_DIR),
		databaseUrl: read.DATABASE_URL ?? null,
		logLevel: read.LOG_LEVEL,
		secret: read.SECRET ?? null,
		addressHeader: read.ADDRESS_HEADER?.toLowerCase() ?? null,
		smtpUrl: read.SMTP_URL ?? null,
		mailFrom: read.MAIL_FROM ?? null,
		serviceWorker: read.SERVICE_WORKER,
		xffDepth: read.XFF_DEPTH
	};
}

/** Gives the secret that signs cookies: the one set, or the one in the data folder, made there (0600) at the first start. */
export function secretOf(settings: Settings): string {
	if (settings.secret) return settings.secret;
	mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
	const path = join(settings.dataDir, 'secret');
	try {
		// Fails where the file exists, so that two starts at once agree on one secret.
		writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600, flush: true });
	} catch (thrown) {
		if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
	}
	const secret = readFileSync(path, 'utf8').trim();
	if (secret.length < 32) throw new SettingsError(`${path}: holds no secret of at least 32 characters.`);
	return secret;
}

/** Whether a Host header names this very machine at this port: the only names that we answer to while ORIGIN is not set. */
export function isLocalHost(host: string | undefined, port: number): boolean {
	return LOCAL_HOSTS.some((name) => host === `${name}:${port}` || (port === 80 && host === name));
}
