/** Sends an import to be previewed or confirmed, and tells in words why it was not taken. */
import { Problem, type ProblemCode } from '#lib/domain/problem.ts';
import type { ImportDone, RegisterImport, RegisterPreview } from '#lib/domain/register.ts';

export type Answer<Value> =
	| { readonly value: Value }
	| { readonly refusal: { readonly code: ProblemCode | 'network.none' | 'session.over'; readonly message: string } };

async function send<Value>(address: string, body: unknown): Promise<Answer<Value>> {
	let response: Response;
	try {
		response = await fetch(address, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body)
		});
	} catch {
		return {
			refusal: {
				code: 'network.none',
				message: 'We could not reach the server. Nothing was changed. Check the network and try again.'
			}
		};
	}
	if (response.redirected) {
		return {
			refusal: {
				code: 'session.over',
				message: 'You are signed out. Nothing was changed. Sign in again in another tab, come back here and try again.'
			}
		};
	}
	const failed = {
		refusal: {
			code: 'server.failed',
			message: 'Something went wrong on our side. Nothing was changed. Try again in a few minutes.'
		}
	} as const;
	if (!response.headers.get('content-type')?.includes('json')) return failed;
	const answer: unknown = await response.json();
	if (response.ok) return { value: answer as Value };
	const problem = Problem.safeParse(answer);
	if (!problem.success) return failed;
	return { refusal: problem.data };
}

/** Asks what an import would change. */
export function sendPreview(what: RegisterImport): Promise<Answer<RegisterPreview>> {
	return send('/register/import/preview', what);
}

/** Asks for an import to be written: all of it or none. With `keepByHand` what was put right by hand stays as it is. */
export function sendConfirm(basis: string, what: RegisterImport, keepByHand: boolean): Promise<Answer<ImportDone>> {
	return send('/register/import/confirm', { basis, import: what, keepByHand });
}
