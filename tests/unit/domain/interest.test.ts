import { expect, test } from 'vitest';
import { Interest } from '#lib/domain/interest.ts';

const tie: Interest = {
	auditorId: '0192f3a1-7b1c-7d2e-8f00-0123456789ab',
	planRef: null,
	schoolUrn: '900001',
	source: 'people_file'
};

test.each<[string, object, boolean]>([
	['to a setting', {}, true],
	['to a plan', { planRef: 'LEW-7K3QF', schoolUrn: null, source: 'declared' }, true],
	['of one employed there', { source: 'employer' }, true],
	['from nowhere', { source: 'hearsay' }, false],
	['to a setting without a URN', { schoolUrn: 'Larkfield' }, false],
	['to a plan by name', { planRef: 'a child' }, false],
	['with words of its own', { why: 'a neighbour' }, false],
	['without a setting named or left out', { schoolUrn: undefined }, false]
])('a tie %s', (_what, change, good) => {
	expect(Interest.safeParse({ ...tie, ...change }).success).toBe(good);
});
