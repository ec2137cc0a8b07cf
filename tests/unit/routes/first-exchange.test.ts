import { describe, expect, test } from 'vitest';
import type { ExchangeFailure } from '#lib/client/sync.ts';
import { problem, type ProblemCode } from '#lib/domain/problem.ts';
import { firstTrouble } from '../../../src/routes/(auditor)/first-exchange.ts';

const refused = (code: ProblemCode) => firstTrouble({ state: 'turned_away', problem: problem(code) });

describe('a first exchange that came to nothing', () => {
	test.each<[ExchangeFailure, RegExp, string]>([
		[{ state: 'no_network' }, /needs the network/, 'again'],
		[{ state: 'sign_in' }, /signed in here/, 'sign_in'],
		[{ state: 'not_ours' }, /answers in our place/, 'again'],
		[{ state: 'other_person', personId: 'p' }, /as somebody else/, 'sign_in'],
		[{ state: 'revoked' }, /ended the use of this tablet/, 'start_page'],
		[{ state: 'server_failed' }, /cannot answer just now/, 'again'],
		[{ state: 'not_saved', error: new Error('full') }, /short of space/, 'again']
	])('%o says why', (failure, words, next) => {
		const trouble = firstTrouble(failure);
		expect(trouble.words).toMatch(words);
		expect(trouble.next).toBe(next);
	});

	test.each<[ProblemCode, RegExp, string]>([
		['thing.not_found', /not as an auditor/, 'start_page'],
		['request.malformed', /may need an update/, 'again'],
		['request.too_large', /in the network here/, 'again'],
		['request.wrong_type', /in the network here/, 'again'],
		['request.cross_site', /does not know this address/, 'again']
	])('refused with %s says what that means here', (code, words, next) => {
		expect(refused(code).words).toMatch(words);
		expect(refused(code).next).toBe(next);
	});

	test('any other refusal says its own words, and never that somebody is no auditor', () => {
		const { title, words, next } = refused('sign_in.too_many');
		expect(words).toBe(problem('sign_in.too_many').message);
		expect(next).toBe('again');
		for (const code of ['request.malformed', 'request.cross_site', 'sign_in.too_many'] as const)
			expect(`${refused(code).title} ${refused(code).words}`).not.toMatch(/not as an auditor|No audits for you/);
		expect(title).toBe('We could not fetch your plans');
	});
});
