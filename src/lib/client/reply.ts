/** Reads the server's answers. Loaded when the first one comes in: opening an audit needs none of it. */
import { Problem } from '#lib/domain/problem.ts';
import { ExchangeReply } from '#lib/domain/sync.ts';
import { TabletRegistered } from '#lib/domain/tablet.ts';

/** Gives the reply, or null for anything that is none. */
export function readReply(body: unknown): ExchangeReply | null {
	const reply = ExchangeReply.safeParse(body);
	return reply.success ? reply.data : null;
}

/** Gives the refusal, or null for anything that is none. */
export function readProblem(body: unknown): Problem | null {
	const refusal = Problem.safeParse(body);
	return refusal.success ? refusal.data : null;
}

/** Gives what a tablet was registered as, or null for anything that is none. */
export function readRegistered(body: unknown): TabletRegistered | null {
	return TabletRegistered.safeParse(body).data ?? null;
}
