/** Whether a tablet is ready to be taken where there is no network: facts in, one state for each thing out. */
import type { Instant } from './plain-date.ts';

/** Bytes that must be left: hundreds of audits fit in, and a browser near its end gets slow and forgetful. */
export const SPACE_NEEDED = 50_000_000;
/** Milliseconds that a clock may be off: more than that puts a wrong time on an audit. */
export const CLOCK_MAY_BE_OFF = 2 * 60_000;
/** Milliseconds without contact after which it is time to connect: half of the 14 days that a tablet works by itself (trust: lease). */
export const CONTACT_MAY_BE_OLD = 7 * 24 * 60 * 60_000;

export interface ReadinessFacts {
	/** An iPad or iPhone, where only the app on the home screen keeps what it stores. */
	readonly apple: boolean;
	/** Whether this is the installed app and not a tab of the browser. */
	readonly installed: boolean;
	/** Whether the browser promised to keep what is stored; null before it was asked. */
	readonly persisted: boolean | null;
	/** Bytes that the browser still gives; null where it does not tell. */
	readonly spaceLeft: number | null;
	/** Files of the app that are here, of how many; null where no worker is active. */
	readonly worker: { readonly cached: number; readonly of: number } | null;
	/** Plans on the tablet, and those among them whose questions are not. */
	readonly plans: number;
	readonly withoutQuestions: number;
	/** Whether what is stored is locked, and whether the partnership could help with a forgotten passphrase (null: the tablet was not told). */
	readonly vault: { readonly set: boolean; readonly escrow: boolean | null };
	/** Whether a database is gone although something was in it. */
	readonly lost: boolean;
	/** The last contact, by the tablet's clock. */
	readonly contactAt: Instant | null;
	/** Milliseconds by which the server's clock was ahead of the tablet's then; negative where behind. */
	readonly clockOff: number | null;
}

export type StepId =
	'lost' | 'installed' | 'storage' | 'space' | 'worker' | 'plans' | 'vault' | 'escrow' | 'contact' | 'clock';
/** `unknown`: the browser does not tell, or there was no contact yet to tell by; nothing to be done about that. */
export type StepState = 'ready' | 'to_do' | 'unknown';

export interface Step {
	readonly id: StepId;
	readonly state: StepState;
}

/** Gives the things that make a tablet ready, each with its state, in the order in which somebody would see to them. */
export function readinessOf(facts: ReadinessFacts, now: Instant): Step[] {
	const judged = (id: StepId, fine: boolean | null): Step => ({
		id,
		state: fine === null ? 'unknown' : fine ? 'ready' : 'to_do'
	});
	const since = facts.contactAt === null ? null : Date.parse(now) - Date.parse(facts.contactAt);
	return [
		...(facts.lost ? [judged('lost', false)] : []),
		judged('installed', facts.installed || (facts.apple ? false : null)),
		judged('storage', facts.persisted === true),
		judged('space', facts.spaceLeft === null ? null : facts.spaceLeft >= SPACE_NEEDED),
		judged('worker', facts.worker !== null && facts.worker.cached >= facts.worker.of),
		judged('plans', since !== null && facts.withoutQuestions === 0),
		judged('vault', facts.vault.set),
		...(facts.vault.escrow === null ? [] : [judged('escrow', facts.vault.escrow)]),
		judged('contact', since !== null && since <= CONTACT_MAY_BE_OLD),
		judged('clock', facts.clockOff === null ? null : Math.abs(facts.clockOff) <= CLOCK_MAY_BE_OFF)
	];
}

/** Gives how many things are still to be done. */
export function toDo(steps: readonly Step[]): number {
	return steps.filter(({ state }) => state === 'to_do').length;
}
