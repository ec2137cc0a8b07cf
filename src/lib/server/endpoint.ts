/**
 * The one gate in front of everything the server does: parse, authorise, act, answer. What may open a route at all is decided in the
 * request hook; here nothing runs without a signed-in person and their store, and nothing that was not parsed reaches an act.
 * An act refuses by throwing a Refusal, so the outcome of a transaction inside it is also the outcome of the request.
 */
import {
	error,
	fail,
	isActionFailure,
	isHttpError,
	isRedirect,
	type ActionFailure,
	type RequestEvent
} from '@sveltejs/kit';
import type * as z from 'zod';
import type { SignedIn } from '#lib/domain/person.ts';
import type { Instant } from '#lib/domain/plain-date.ts';
import { Refusal, problem, problems, type ProblemCode, type Violation } from '#lib/domain/problem.ts';
import { FORM_LIMIT, JSON_LIMIT, readForm, readJson, type FormValues } from './body.ts';
import type { Store } from './db/store.ts';
import { isFull } from './db/store-error.ts';

/** What an act is given. `now` is the request's one clock. */
export interface Ask<Body = undefined, Event extends RequestEvent = RequestEvent> {
	readonly store: Store;
	readonly person: SignedIn;
	readonly body: Body;
	readonly event: Event;
	readonly now: Instant;
}

/** The same without a person, for the few pages that anyone may open. */
export interface OpenAsk<Body = undefined, Event extends RequestEvent = RequestEvent> {
	readonly body: Body;
	readonly event: Event;
	readonly now: Instant;
}

/** What a form that needs putting right is given back: the words beside each field, and what was typed (never a password). */
export interface FormTrouble {
	violations: Violation[];
	values: FormValues;
}

function authorised(event: RequestEvent): { store: Store; person: SignedIn; now: Instant } {
	const { person, store, now } = event.locals;
	if (!person || !store) throw new Refusal('session.missing');
	return { person, store, now };
}

/** Gives what a Zod error says, one violation an issue: dotted path, Zod's code, words. */
export function violationsIn(failure: z.ZodError): Violation[] {
	return failure.issues.slice(0, 100).map((issue) => ({
		field: issue.path.map(String).join('.'),
		code: issue.code ?? 'custom',
		message: issue.message
	}));
}

/** Seconds after which somebody may try again what could not be done for now. */
const RETRY_AFTER = '60';

/** Gives the answer of a refusal: its Problem as JSON, never stored by anyone. */
export function problemResponse(code: ProblemCode, detail?: string[]): Response {
	const { status } = problems[code];
	return Response.json(problem(code, detail), {
		status,
		headers: { 'cache-control': 'no-store', ...(status === 503 && { 'retry-after': RETRY_AFTER }) }
	});
}

/** Gives the refusal that something thrown is answered with: its own, or that there is no room left, which the log is told of. */
export function refusalIn(thrown: unknown, { failed }: Pick<App.Locals, 'failed'>): Refusal | null {
	if (thrown instanceof Refusal) return thrown;
	if (!isFull(thrown)) return null;
	failed(thrown);
	return new Refusal('server.full');
}

/**
 * Gives the handler of a JSON route. `body` is parsed strictly before the act runs, `limit` counts bytes while they come in.
 * The act gives a value (answered as JSON), nothing (204) or a Response of its own.
 */
export function endpoint<Schema extends z.ZodType, Event extends RequestEvent = RequestEvent>(gate: {
	body: Schema;
	limit?: number;
	act: (ask: Ask<z.infer<Schema>, Event>) => unknown;
}): (event: Event) => Promise<Response>;
export function endpoint<Event extends RequestEvent = RequestEvent>(gate: {
	act: (ask: Ask<undefined, Event>) => unknown;
}): (event: Event) => Promise<Response>;
export function endpoint<Event extends RequestEvent>(gate: {
	body?: z.ZodType;
	limit?: number;
	act: (ask: Ask<never, Event>) => unknown;
}): (event: Event) => Promise<Response> {
	return async (event) => {
		try {
			// Before the body is read: nobody makes us work without being signed in.
			const asker = authorised(event);
			let body: unknown;
			if (gate.body) {
				const parsed = gate.body.safeParse(await readJson(event.request, gate.limit ?? JSON_LIMIT));
				if (!parsed.success) {
					throw new Refusal(
						'request.malformed',
						violationsIn(parsed.error).map(({ field, code }) => `${field}: ${code}`.slice(0, 300))
					);
				}
				body = parsed.data;
			}
			const answer = await gate.act({ ...asker, body: body as never, event });
			if (answer instanceof Response) return answer;
			if (answer === undefined) return new Response(null, { status: 204 });
			return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
		} catch (thrown) {
			const refusal = refusalIn(thrown, event.locals);
			if (refusal) return problemResponse(refusal.problem.code, refusal.problem.detail);
			throw thrown;
		}
	};
}

/** Throws a refusal on in the framework's own terms, so that its words reach the error page. */
function refusePage(thrown: unknown, locals: App.Locals): never {
	const refusal = refusalIn(thrown, locals);
	if (refusal) error(refusal.status, { ...refusal.problem });
	throw thrown;
}

/** Gives the `load` of a page that needs somebody signed in. A Refusal becomes the error page with its words. */
export function page<Out, Event extends RequestEvent = RequestEvent>(
	act: (ask: Ask<undefined, Event>) => Out | Promise<Out>
): (event: Event) => Promise<Out> {
	return async (event) => {
		try {
			return await act({ ...authorised(event), body: undefined, event });
		} catch (thrown) {
			return refusePage(thrown, event.locals);
		}
	};
}

/** Gives the `load` of a page that anyone may open. */
export function openPage<Out, Event extends RequestEvent = RequestEvent>(
	act: (ask: OpenAsk<undefined, Event>) => Out | Promise<Out>
): (event: Event) => Promise<Out> {
	return async (event) => {
		try {
			return await act({ body: undefined, event, now: event.locals.now });
		} catch (thrown) {
			return refusePage(thrown, event.locals);
		}
	};
}

/** Names of fields that are never handed back to a page. */
const SECRET_FIELDS = new Set(['password', 'passwordAgain']);

function withoutSecrets(values: FormValues): FormValues {
	return Object.fromEntries(Object.entries(values).filter(([name]) => !SECRET_FIELDS.has(name)));
}

async function answerForm<Schema extends z.ZodType, Out>(
	event: RequestEvent,
	gate: { form: Schema; limit?: number },
	act: (body: z.infer<Schema>) => Out | Promise<Out>
): Promise<Out | ActionFailure<FormTrouble>> {
	let values: FormValues = {};
	try {
		const sent = await readForm(event.request, gate.limit ?? FORM_LIMIT);
		values = withoutSecrets(sent);
		const parsed = gate.form.safeParse(sent);
		if (!parsed.success) return fail(422, { violations: violationsIn(parsed.error), values });
		return await act(parsed.data);
	} catch (thrown) {
		if (isRedirect(thrown) || isHttpError(thrown) || isActionFailure(thrown)) throw thrown;
		const refusal = refusalIn(thrown, event.locals);
		if (!refusal) throw thrown;
		// Not there, not yours and not signed in are the page's own answers, not something to put right in a form.
		if (refusal.problem.code === 'thing.not_found' || refusal.problem.code === 'session.missing')
			refusePage(refusal, event.locals);
		const { code, message } = refusal.problem;
		return fail(refusal.status, { violations: [{ field: '', code, message }], values });
	}
}

/**
 * Gives a form action that needs somebody signed in. The form is parsed strictly (every value is text, or a list where the field
 * came more than once or its name ends in []); what needs putting right comes back as `fail(422, { violations, values })`, and a
 * Refusal as `fail(its status, ...)` with one violation of field ''. A redirect thrown by the act goes through.
 */
export function action<Schema extends z.ZodType, Out, Event extends RequestEvent = RequestEvent>(gate: {
	form: Schema;
	limit?: number;
	act: (ask: Ask<z.infer<Schema>, Event>) => Out | Promise<Out>;
}): (event: Event) => Promise<Out | ActionFailure<FormTrouble>> {
	return async (event) => {
		if (!event.locals.person || !event.locals.store) refusePage(new Refusal('session.missing'), event.locals);
		return answerForm(event, gate, (body) => gate.act({ ...authorised(event), body, event }));
	};
}

/** Gives a form action that anyone may use. */
export function openAction<Schema extends z.ZodType, Out, Event extends RequestEvent = RequestEvent>(gate: {
	form: Schema;
	limit?: number;
	act: (ask: OpenAsk<z.infer<Schema>, Event>) => Out | Promise<Out>;
}): (event: Event) => Promise<Out | ActionFailure<FormTrouble>> {
	return (event) => answerForm(event, gate, (body) => gate.act({ body, event, now: event.locals.now }));
}
