/** A refusal that belongs to one field of a form is told there, not above the form. */
import { Refusal, type ProblemCode, type Violation } from '#lib/domain/problem.ts';

/** Runs an act; gives what it gives, or what to put right where it refuses with one of these codes. Other refusals go through. */
export async function atField<Out>(
	field: string,
	codes: readonly ProblemCode[],
	act: () => Promise<Out>
): Promise<{ done: Out } | { violations: Violation[] }> {
	try {
		return { done: await act() };
	} catch (thrown) {
		if (!(thrown instanceof Refusal) || !codes.includes(thrown.problem.code)) throw thrown;
		const { code, message } = thrown.problem;
		return { violations: [{ field, code, message }] };
	}
}
