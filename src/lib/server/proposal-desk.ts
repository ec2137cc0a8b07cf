/**
 * Where proposals are worked out. A term of usual size is proposed at once; a large one in a thread of its own, which a coordinator
 * starts, watches and can stop, and whose answer is kept until something that it was made from changes. Nothing is kept on disk.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { finished, proposeWithWishes, type ProposalInput, type WishedProposal } from '#lib/domain/proposal.ts';
import { contentHash } from './content-hash.ts';
import { projectFolder } from './project-folder.ts';
import type { ProposalJob, ProposalWord } from './proposal-worker.ts';

/** Pairs of an auditor and a plan up to which a proposal takes no more than a blink. */
export const AT_ONCE = 200_000;

/** Answers that are kept, the latest. */
const KEPT = 4;

/** Where a proposal stands: there, being worked out, stopped by a fault, or not begun. */
export type Standing =
	| { readonly state: 'ready'; readonly answer: WishedProposal }
	| { readonly state: 'working'; readonly done: number }
	| { readonly state: 'failed' }
	| { readonly state: 'waiting' };

/** What is kept under a key: the latest answer, and what is being worked out; each with a hash of what it is made from. */
interface Desk {
	answer: { readonly hash: string; readonly of: WishedProposal } | null;
	work: { readonly hash: string; readonly worker: Worker; done: number } | null;
	failed: boolean;
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
	if (!isLarge(job.input, atOnce)) return { state: 'ready', answer: finished(proposeWithWishes(job.input, job.plain)) };
	const desk = desks.get(key);
	if (!desk) return { state: 'waiting' };
	if (desk.work || desk.failed) return progress(key);
	const { answer } = desk;
	return answer?.hash === contentHash(job) ? { state: 'ready', answer: answer.of } : { state: 'waiting' };
}

/** Gives how far a proposal is, without looking at what it would be made from now. */
export function progress(key: string): Standing {
	const desk = desks.get(key);
	if (!desk) return { state: 'waiting' };
	if (desk.work) return { state: 'working', done: desk.work.done };
	if (desk.failed) return { state: 'failed' };
	return desk.answer ? { state: 'ready', answer: desk.answer.of } : { state: 'waiting' };
}

/**
 * Begins to work a proposal out, unless that is being done or is done already. Only two are worked out at a time: the oldest gives way.
 * What was there before is kept until the new one is done.
 */
export function start(key: string, job: ProposalJob): void {
	const hash = contentHash(job);
	const present = desks.get(key);
	if (present && (present.work ? present.work.hash === hash : !present.failed && present.answer?.hash === hash)) return;
	stop(key);
	const working = [...desks].filter(([, desk]) => desk.work);
	if (working.length >= 2 && working[0]) stop(working[0][0]);
	const worker = new Worker(pathToFileURL(join(projectFolder(), 'src/lib/server/proposal-worker.ts')), {
		workerData: job
	});
	// A proposal under way never keeps the server from stopping.
	worker.unref();
	const work = { hash, worker, done: 0 };
	const desk: Desk = { answer: desks.get(key)?.answer ?? null, work, failed: false };
	desks.delete(key);
	desks.set(key, desk);
	worker.on('message', (word: ProposalWord) => {
		if (!('answer' in word)) work.done = word.done;
		else if (desk.work === work) Object.assign(desk, { answer: { hash, of: word.answer }, work: null });
	});
	// A thread that ends without an answer has failed, unless it was stopped.
	const ended = () => {
		if (desk.work === work) Object.assign(desk, { work: null, failed: true });
	};
	worker.on('error', ended);
	worker.on('exit', ended);
	for (const [old, { work: running }] of [...desks].slice(0, -KEPT)) if (!running) desks.delete(old);
}

/** Stops working a proposal out. The one that was there before, if any, is there again as far as nothing changed. */
export function stop(key: string): void {
	const desk = desks.get(key);
	if (!desk) return;
	const { work } = desk;
	desk.work = null;
	desk.failed = false;
	if (!desk.answer) desks.delete(key);
	void work?.worker.terminate();
}

/** Gives the seed of the latest other proposal of a term that is there and still holds; null where there is none. `job`: with this seed. */
export function another(partnershipId: string, termId: string, job: ProposalJob): string | null {
	const { seed } = job.input;
	const found = [...desks].toReversed().find(([key, { answer }]) => {
		const other = key.slice(keyOf(partnershipId, termId, '').length);
		if (!answer || other === seed || key !== keyOf(partnershipId, termId, other)) return false;
		const input = { ...job.input, seed: other };
		return answer.hash === contentHash({ input, plain: job.plain && { ...job.plain, seed: other } });
	});
	return found ? found[0].slice(keyOf(partnershipId, termId, '').length) : null;
}
