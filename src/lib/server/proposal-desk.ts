/**
 * Where proposals are worked out. A term of usual size is proposed at once; a large one in a thread of its own, which a coordinator
 * starts, watches and can stop, and whose answer is kept until something that it was made from changes. Nothing is kept on disk.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { finished, proposeInSteps, type ProposalInput } from '#lib/domain/proposal.ts';
import { contentHash } from './content-hash.ts';
import { projectFolder } from './project-folder.ts';
import type { ProposalAnswer, ProposalJob, ProposalWord } from './proposal-worker.ts';

/** Pairs of an auditor and a plan up to which a proposal takes no more than a blink. */
export const AT_ONCE = 200_000;

/** Answers that are kept, the latest. */
const KEPT = 4;

/** Where a proposal stands: there, being worked out, stopped by a fault, or not begun. */
export type Standing =
	| { readonly state: 'ready'; readonly answer: ProposalAnswer }
	| { readonly state: 'working'; readonly done: number }
	| { readonly state: 'failed' }
	| { readonly state: 'waiting' };

interface Desk {
	readonly hash: string;
	worker: Worker | null;
	done: number;
	answer: ProposalAnswer | null;
}

/** By term and seed, the latest last. */
const desks = new Map<string, Desk>();

/** Gives the name under which a term's proposal is worked out. */
export function keyOf(partnershipId: string, termId: string, seed: string): string {
	return `${partnershipId} ${termId} ${seed}`;
}

function isLarge({ auditors, plans }: ProposalInput, atOnce: number): boolean {
	return auditors.length * plans.length > atOnce;
}

/** Gives where a proposal stands. `key` names the term and the seed; `job` is what it would be made from now. */
export function standing(key: string, job: ProposalJob, atOnce = AT_ONCE): Standing {
	if (!isLarge(job.input, atOnce)) {
		const proposal = finished(proposeInSteps(job.input));
		const plain = job.plain === null ? null : finished(proposeInSteps(job.plain));
		return { state: 'ready', answer: { proposal, plain } };
	}
	const desk = desks.get(key);
	if (!desk || (desk.worker === null && desk.hash !== contentHash(job))) return { state: 'waiting' };
	return progress(key);
}

/** Gives how far a proposal is, without looking at what it would be made from now. */
export function progress(key: string): Standing {
	const desk = desks.get(key);
	if (!desk) return { state: 'waiting' };
	if (desk.answer) return { state: 'ready', answer: desk.answer };
	return desk.worker ? { state: 'working', done: desk.done } : { state: 'failed' };
}

/** Begins to work a proposal out, unless that is being done already. Only two are worked out at a time: the oldest gives way. */
export function start(key: string, job: ProposalJob): void {
	const hash = contentHash(job);
	const present = desks.get(key);
	if (present && present.hash === hash && (present.worker || present.answer)) return;
	stop(key);
	const working = [...desks].filter(([, desk]) => desk.worker);
	if (working.length >= 2 && working[0]) stop(working[0][0]);
	const worker = new Worker(pathToFileURL(join(projectFolder(), 'src/lib/server/proposal-worker.ts')), {
		workerData: job
	});
	// A proposal under way never keeps the server from stopping.
	worker.unref();
	const desk: Desk = { hash, worker, done: 0, answer: null };
	desks.set(key, desk);
	worker.on('message', (word: ProposalWord) => {
		if ('answer' in word) desk.answer = word.answer;
		else desk.done = word.done;
	});
	worker.on('error', () => (desk.worker = null));
	worker.on('exit', () => (desk.worker = null));
	for (const [old, { worker: running }] of [...desks].slice(0, -KEPT)) if (!running) desks.delete(old);
}

/** Stops working a proposal out and forgets it. */
export function stop(key: string): void {
	const desk = desks.get(key);
	desks.delete(key);
	void desk?.worker?.terminate();
}
