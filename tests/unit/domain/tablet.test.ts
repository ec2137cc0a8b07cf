import { describe, expect, test } from 'vitest';
import { leaseFrom, readTabletHeader, signedText, tabletHeader } from '#lib/domain/tablet.ts';

const ID = '0192f3a1-7b1c-7d2e-8f00-0123456789ab';
const SIGNATURE = 'a-_Z'.repeat(21) + 'AA';

describe('the header of a signed request', () => {
	test('reads as it was written', () => {
		const claim = { tabletId: ID, counter: 42, signature: SIGNATURE };
		expect(readTabletHeader(tabletHeader(claim))).toEqual(claim);
	});

	test.each<[string, string | null]>([
		['none', null],
		['nothing', ''],
		['no tablet', `.1.${SIGNATURE}`],
		['a tablet that is no id', `tablet.1.${SIGNATURE}`],
		['no number', `${ID}..${SIGNATURE}`],
		['number nought', `${ID}.0.${SIGNATURE}`],
		['a number below nought', `${ID}.-1.${SIGNATURE}`],
		['a number beyond what can be counted', `${ID}.1000000000000000.${SIGNATURE}`],
		['a number in another writing', `${ID}.1e3.${SIGNATURE}`],
		['a signature too short', `${ID}.1.${SIGNATURE.slice(1)}`],
		['a signature too long', `${ID}.1.${SIGNATURE}A`],
		['a signature of other letters', `${ID}.1.${SIGNATURE.replace('_', '+')}`],
		['a part too many', `${ID}.1.${SIGNATURE}.1`]
	])('%s is none', (_what, header) => {
		expect(readTabletHeader(header)).toBeNull();
	});
});

test('what is signed names the place, the tablet, the number and the body', () => {
	expect(signedText('/api/sync', ID, 3, 'ab')).toBe(`POST /api/sync\n${ID}\n3\nab`);
});

test('a lease lasts a fortnight', () => {
	expect(leaseFrom('2026-10-20T12:00:00.000Z')).toBe('2026-11-03T12:00:00.000Z');
});
