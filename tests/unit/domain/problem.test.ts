import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Problem, Refusal, problem, problemCodes, problems } from '#lib/domain/problem.ts';

const source = readFileSync(join(import.meta.dirname, '../../../src/lib/domain/problem.ts'), 'utf8');

describe('the catalogue of refusals', () => {
	test('a code stands once in the file', () => {
		// A second one would silently take the place of the first.
		const written = [...source.matchAll(/^\t'([a-z_]+\.[a-z_]+)': \{/gm)].map((match) => match[1]);
		expect(written).toEqual([...new Set(written)]);
		expect(written).toEqual(problemCodes);
	});

	test.each(problemCodes)('%s reads as noun and what happened, and is worded for a person', (code) => {
		expect(code).toMatch(/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/);
		const { status, message } = problems[code];
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(600);
		expect(message).toMatch(/^[A-Z].*[.!?]$/s);
		expect(message.length).toBeGreaterThan(20);
		expect(message.length).toBeLessThanOrEqual(500);
		// The voice of the product: no numbers of the protocol, no blame, no jargon.
		expect(message).not.toMatch(/\b(error|invalid|HTTP|JSON|server error|4\d\d|5\d\d)\b/i);
	});

	test('no two refusals say the same', () => {
		const messages = problemCodes.map((code) => problems[code].message);
		expect(new Set(messages).size).toBe(messages.length);
	});

	test.each(problemCodes)('%s travels as a Problem that the other side can parse', (code) => {
		expect(Problem.parse(problem(code))).toEqual({ code, message: problems[code].message });
		expect(Problem.parse(JSON.parse(JSON.stringify(problem(code, ['row 3']))))).toMatchObject({ detail: ['row 3'] });
	});

	test.each([
		[0, undefined],
		[1, 1],
		[100, 100],
		[101, 100]
	])('%i details travel as %s', (given, kept) => {
		const made = problem(
			'import.invalid',
			Array.from({ length: given }, (_, index) => `row ${index}`)
		);
		expect(made.detail?.length).toBe(kept);
		expect(Problem.safeParse(made).success).toBe(true);
	});

	test('a Problem with a code or a field that we do not know is not one', () => {
		expect(Problem.safeParse({ code: 'nothing.known', message: 'x' }).success).toBe(false);
		expect(Problem.safeParse({ ...problem('term.closed'), typed: 'x' }).success).toBe(false);
	});

	test('a Refusal carries its Problem and status, and its own message is the code alone', () => {
		const refusal = new Refusal('term.closed', ['autumn']);
		expect(refusal.status).toBe(409);
		expect(refusal.problem).toEqual(problem('term.closed', ['autumn']));
		expect(refusal.message).toBe('term.closed');
		expect(refusal).toBeInstanceOf(Error);
	});
});
