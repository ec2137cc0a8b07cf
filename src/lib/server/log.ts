/**
 * The log: one line a request and one a failure, made of the fields below and nothing else. No bodies, no query strings, no addresses
 * of pages (they hold ids), no references, no words that anyone typed.
 */
import { pino, type Logger } from 'pino';
import type { Settings } from './env.ts';

export type Log = Logger;

export interface RequestLine {
	readonly method: string;
	/** The route's id, for example /(coordinator)/terms/[termId]: never the address itself. */
	readonly route: string | null;
	readonly status: number;
	readonly ms: number;
}

export interface FailureLine {
	readonly method: string;
	readonly route: string | null;
	/** Name of the error's class, and its code where it has one (a database's, the system's). */
	readonly name: string;
	readonly code: string | null;
	/** Where it happened: the frames of the stack, without the message above them, which may quote data. */
	readonly at: readonly string[];
}

/** Makes the log of a server. It writes to standard output, without the machine's name or the process's number. */
export function makeLog(settings: Pick<Settings, 'logLevel'>): Log {
	return pino({ level: settings.logLevel, base: null });
}

/** Writes that a request was answered. */
export function logRequest(log: Log, { method, route, status, ms }: RequestLine): void {
	log.info({ method, route, status, ms }, 'request');
}

const CODE = /^[A-Za-z0-9_]{1,60}$/;

/** Gives a stack without its message, a line of which may look like a frame; nothing where the message cannot be told from the frames. */
function belowMessage({ stack = '', message }: Error): string {
	const at = stack.indexOf(message);
	return at < 0 ? '' : stack.slice(at + message.length);
}

/** Gives what may be said in the log of something thrown. */
export function failureLine(thrown: unknown, method: string, route: string | null): FailureLine {
	if (!(thrown instanceof Error)) return { method, route, name: typeof thrown, code: null, at: [] };
	const code = 'code' in thrown && typeof thrown.code === 'string' && CODE.test(thrown.code) ? thrown.code : null;
	const frames = belowMessage(thrown)
		.split('\n')
		.filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
	return {
		method,
		route,
		name: CODE.test(thrown.name) ? thrown.name : 'Error',
		code,
		at: frames.slice(0, 12).map((line) => line.trim())
	};
}

/** Writes that something failed on our side. */
export function logFailure(log: Log, line: FailureLine): void {
	log.error({ ...line }, 'failure');
}
