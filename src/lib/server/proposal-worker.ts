/** Works a large proposal out in a thread of its own, and tells how far it is. Run from its source, so that the built server finds it. */
import { parentPort, workerData } from 'node:worker_threads';
import { proposeWithWishes, type ProposalInput, type WishedProposal } from '../domain/proposal.ts';

/** What it is asked: the proposal, and the same without the coordinator's wishes where there are some. */
export interface ProposalJob {
	readonly input: ProposalInput;
	readonly plain: ProposalInput | null;
}

export type ProposalWord = { readonly done: number } | { readonly answer: WishedProposal };

/** Words between which nothing is told, in shares of the whole. */
const STEP = 0.01;

function worked({ input, plain }: ProposalJob): WishedProposal {
	const steps = proposeWithWishes(input, plain);
	let told = 0;
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		if (step.value - told < STEP) continue;
		told = step.value;
		parentPort?.postMessage({ done: told } satisfies ProposalWord);
	}
}

if (parentPort) {
	parentPort.postMessage({ answer: worked(workerData as ProposalJob) } satisfies ProposalWord);
}
