/** Works a large proposal out in a thread of its own, and tells how far it is. Run from its source, so that the built server finds it. */
import { parentPort, workerData } from 'node:worker_threads';
import { proposeInSteps, type ProposalInput, type WeighedProposal } from '../domain/proposal.ts';

/** What it is asked: the proposal, and the same without the coordinator's wishes where there are some. */
export interface ProposalJob {
	readonly input: ProposalInput;
	readonly plain: ProposalInput | null;
}

export interface ProposalAnswer {
	readonly proposal: WeighedProposal;
	readonly plain: WeighedProposal | null;
}

export type ProposalWord = { readonly done: number } | { readonly answer: ProposalAnswer };

/** Words between which nothing is told, in shares of the whole. */
const STEP = 0.01;

function worked(input: ProposalInput, from: number, to: number): WeighedProposal {
	const steps = proposeInSteps(input);
	let told = 0;
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		if (step.value - told < STEP) continue;
		told = step.value;
		parentPort?.postMessage({ done: from + (to - from) * told } satisfies ProposalWord);
	}
}

if (parentPort) {
	const { input, plain } = workerData as ProposalJob;
	const half = plain === null ? 1 : 0.5;
	const answer = { proposal: worked(input, 0, half), plain: plain === null ? null : worked(plain, half, 1) };
	parentPort.postMessage({ answer } satisfies ProposalWord);
}
