import { describe, expect, test } from 'vitest';
import type { VaultUpload } from '#lib/domain/draft-backup.ts';
import { SEALED_LIMIT, type PublicKey, type SealedTo } from '#lib/domain/sealed.ts';
import {
	BACKUPS_LIMIT,
	Decline,
	ENTRIES_LIMIT,
	EntryBody,
	EXCHANGE_LIMIT,
	ExchangeEnvelope,
	ExchangeReply,
	OutboxEntry,
	PROTOCOL,
	Receipt,
	rubricKey,
	speaksAhead,
	Workload,
	workloadIn,
	WorkloadItem
} from '#lib/domain/sync.ts';
import { unwrittenGuide } from '#lib/domain/local-guide.ts';
import { noDates } from '#lib/domain/plan-dates.ts';
import { problem } from '#lib/domain/problem.ts';
import type { Submission } from '#lib/domain/submission.ts';

const ID = '0192f3a1-7b1c-7d2e-8f00-0123456789ab';
const HASH = 'a1'.repeat(32);
const AT = '2026-11-02T10:00:00.000Z';
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

const submission: Submission = {
	assignmentId: ID,
	revision: 1,
	rubricId: 'ehcp-full-audit',
	rubricVersion: '0.2.0',
	context: { profile: 'full', yearGroup: 4, planKind: 'new', phaseTransfer: false },
	answers: { 'B.1': { level: 'partly', note: 'Two of four' } },
	startedAt: AT,
	submittedAt: AT
};
const decline: Decline = { assignmentId: ID, reason: 'know_family', words: '', declinedAt: AT };
const sent: EntryBody = { kind: 'submission', submission };
const entry: OutboxEntry = { entryId: ID, contentHash: HASH, body: sent };
const envelope: ExchangeEnvelope = {
	protocol: PROTOCOL,
	build: 'test',
	deviceId: ID,
	cursor: null,
	rubricsHeld: [],
	entries: [entry]
};
const KEY: PublicKey = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'B'.repeat(43) };
const sealed: SealedTo = { keyId: '0123456789abcdef', epk: KEY, n: 'A'.repeat(16), c: 'A'.repeat(60) };
const sealedEntry = { entryId: ID, contentHash: HASH, sealed };
const backup = { assignmentId: ID, vaultId: ID, savedAt: AT, sealed: { n: 'A'.repeat(16), c: 'A'.repeat(60) } };
const vault: VaultUpload = {
	vaultId: ID,
	wrap: {
		kind: 'passphrase',
		kdf: 'argon2id',
		memoryKib: 19 * 1024,
		passes: 2,
		parallelism: 1,
		salt: 'A'.repeat(22),
		n: 'A'.repeat(16),
		c: 'A'.repeat(64)
	},
	escrow: null
};
const item: WorkloadItem = {
	assignmentId: ID,
	termLabel: 'Autumn term 2026',
	planRef: 'LEW-7K3QF',
	marking: 'first',
	rubricId: 'ehcp-full-audit',
	rubricVersion: '0.2.0',
	context: submission.context,
	revision: 1,
	dueOn: '2026-12-18',
	primaryNeed: null,
	schoolUrn: '900001',
	settingName: 'Larkfield Primary School',
	senSetting: null,
	dates: noDates(),
	receivedAt: null
};
const accepted = { outcome: 'accepted', entryId: ID, contentHash: HASH, receivedAt: AT, sequence: 1 } as const;
const refused = { outcome: 'refused', entryId: ID, contentHash: HASH, problem: problem('entry.malformed') } as const;
const workload = { person: { personId: ID, name: 'Amina', partnershipName: 'The Council' }, items: [item] };
const reply: ExchangeReply = {
	protocol: PROTOCOL,
	serverTime: AT,
	personId: ID,
	receipts: [accepted, refused],
	workload,
	cursor: 'c',
	rubrics: []
};

interface Case {
	readonly what: string;
	readonly change: object;
	readonly good: boolean;
}
const c = (what: string, change: object, good: boolean): Case => ({ what, change, good });

describe('the envelope', () => {
	test.each([
		c('as a tablet makes it', {}, true),
		c('another protocol', { protocol: PROTOCOL + 1 }, false),
		c('no protocol', { protocol: undefined }, false),
		c('a key that we do not know', { personId: ID }, false),
		c('a tablet without an id', { deviceId: 'tablet' }, false),
		c('a build of 60 characters', { build: 'x'.repeat(60) }, true),
		c('a build of 61 characters', { build: 'x'.repeat(61) }, false),
		c('a cursor of 100 characters', { cursor: 'x'.repeat(100) }, true),
		c('a cursor of 101 characters', { cursor: 'x'.repeat(101) }, false),
		c('no cursor at all', { cursor: undefined }, false),
		c('fifty rubrics', { rubricsHeld: many(50, 'r@1') }, true),
		c('fifty-one rubrics', { rubricsHeld: many(51, 'r@1') }, false),
		c('nothing to send', { entries: [] }, true),
		c('as many entries as may be', { entries: many(ENTRIES_LIMIT, entry) }, true),
		c('one more', { entries: many(ENTRIES_LIMIT + 1, entry) }, false),
		c('an entry without an id', { entries: [{ ...entry, entryId: '1' }] }, false),
		c('a hash in capitals', { entries: [{ ...entry, contentHash: HASH.toUpperCase() }] }, false),
		c('a hash too short', { entries: [{ ...entry, contentHash: HASH.slice(1) }] }, false),
		c('a hash too long', { entries: [{ ...entry, contentHash: `${HASH}0` }] }, false),
		c('a key that we do not know in an entry', { entries: [{ ...entry, priority: 1 }] }, false),
		// Judged on its own afterwards, so that one that cannot be read is refused alone.
		c('a body that cannot be read', { entries: [{ ...entry, body: 'rubbish' }] }, true),
		c('a sealed entry', { entries: [sealedEntry] }, true),
		c(
			'a seal too long',
			{ entries: [{ ...sealedEntry, sealed: { ...sealed, c: 'A'.repeat(SEALED_LIMIT + 1) } }] },
			false
		),
		c(
			'a seal with a private half',
			{ entries: [{ ...sealedEntry, sealed: { ...sealed, epk: { ...KEY, d: KEY.x } } }] },
			false
		),
		c(
			'a seal on another curve',
			{ entries: [{ ...sealedEntry, sealed: { ...sealed, epk: { ...KEY, crv: 'P-384' } } }] },
			false
		),
		c('receipts alone', { brief: true }, true),
		c('receipts alone, not', { brief: false }, false),
		c('a vault without an escrow', { vault }, true),
		c('a vault with an escrow', { vault: { ...vault, escrow: sealed } }, true),
		c('a vault with a weak lock', { vault: { ...vault, wrap: { ...vault.wrap, passes: 1, memoryKib: 1024 } } }, false),
		c('a vault with its key beside it', { vault: { ...vault, key: 'A'.repeat(43) } }, false),
		c('as many drafts as may be', { backups: many(BACKUPS_LIMIT, backup) }, true),
		c('one draft more', { backups: many(BACKUPS_LIMIT + 1, backup) }, false),
		c('a draft in plain words', { backups: [{ ...backup, sealed: { answers: {} } }] }, false),
		c('drafts claimed', { claims: many(BACKUPS_LIMIT, ID) }, true),
		c('one more claimed', { claims: many(BACKUPS_LIMIT + 1, ID) }, false),
		c('a forgotten passphrase', { recovery: { vaultId: ID, publicKey: KEY } }, true),
		c(
			'a forgotten passphrase with a private half',
			{ recovery: { vaultId: ID, publicKey: { ...KEY, d: KEY.x } } },
			false
		)
	])('$what: $good', ({ change, good }) => {
		expect(ExchangeEnvelope.safeParse({ ...envelope, ...change }).success).toBe(good);
	});

	test.each<[what: string, parts: Partial<ExchangeEnvelope>, ahead: boolean]>([
		['nothing new', {}, false],
		['a sealed entry', { entries: [sealedEntry] }, true],
		['receipts alone', { brief: true }, true],
		['a vault', { vault }, true],
		['a draft', { backups: [backup] }, true],
		['a claim', { claims: [ID] }, true],
		['a forgotten passphrase', { recovery: { vaultId: ID, publicKey: KEY } }, true]
	])('of an earlier version with %s: %j: ahead of itself: %s', (_what, parts, ahead) => {
		for (const protocol of [1, 2] as const) expect(speaksAhead({ ...envelope, ...parts, protocol })).toBe(ahead);
		expect(speaksAhead({ ...envelope, ...parts })).toBe(false);
	});

	test('limits: twenty entries, 256 KiB', () => {
		expect([ENTRIES_LIMIT, EXCHANGE_LIMIT]).toEqual([20, 262_144]);
	});
});

describe('the body of an entry', () => {
	test.each<[string, unknown, boolean]>([
		['an audit', sent, true],
		['handing back', { kind: 'decline', decline }, true],
		['an unknown kind', { kind: 'draft', submission }, false],
		['no kind', { submission }, false],
		['one kind under the name of the other', { kind: 'decline', submission }, false],
		['both kinds at once', { kind: 'submission', submission, decline }, false],
		['an audit with a key that we do not know', { kind: 'submission', submission: { ...submission, grade: 1 } }, false],
		[
			'an answer with a key that we do not know',
			{ kind: 'submission', submission: { ...submission, answers: { 'B.1': { level: 'met', points: 2 } } } },
			false
		],
		[
			'a context with a key that we do not know',
			{ kind: 'submission', submission: { ...submission, context: { ...submission.context, name: 'a child' } } },
			false
		],
		['null', null, false],
		['a list', [sent], false]
	])('%s: %s', (_what, body, good) => {
		expect(EntryBody.safeParse(body).success).toBe(good);
		expect(OutboxEntry.safeParse({ ...entry, body }).success).toBe(good);
	});

	test.each([
		c('without words', {}, true),
		c('300 characters', { words: 'x'.repeat(300) }, true),
		c('301 characters', { words: 'x'.repeat(301) }, false),
		c('a reason that is not on the screen', { reason: 'bored' }, false),
		c('a time without milliseconds', { declinedAt: '2026-11-02T10:00:00Z' }, false),
		c('a key that we do not know', { auditorId: ID }, false)
	])('handing back, $what: $good', ({ change, good }) => {
		expect(Decline.safeParse({ ...decline, ...change }).success).toBe(good);
	});
});

describe('a receipt', () => {
	test.each<[string, unknown, boolean]>([
		['accepted', accepted, true],
		['refused', refused, true],
		['sequence 0', { ...accepted, sequence: 0 }, false],
		['accepted with a problem', { ...accepted, problem: refused.problem }, false],
		['accepted without its time', { ...accepted, receivedAt: undefined }, false],
		['refused without a problem', { ...refused, problem: undefined }, false],
		['accepted, with what a later server adds', { ...accepted, tide: 'low' }, true],
		['neither', { ...accepted, outcome: 'pending' }, false]
	])('%s: %s', (_what, receipt, good) => {
		expect(Receipt.safeParse(receipt).success).toBe(good);
	});

	test('refused for a reason that only a later server knows is no judgement', () => {
		const later = { ...refused, problem: { code: 'no.such', message: 'Not at full moon.' } };
		expect(Receipt.parse(later)).toMatchObject({ outcome: 'refused', problem: { code: 'server.failed' } });
	});
});

describe('the reply', () => {
	test.each([
		c('as the server makes it', {}, true),
		c('no workload: the tablet has it', { workload: null }, true),
		c('no workload at all', { workload: undefined }, false),
		c('as many receipts as entries may be', { receipts: many(ENTRIES_LIMIT, accepted) }, true),
		c('one receipt more', { receipts: many(ENTRIES_LIMIT + 1, accepted) }, false),
		c('twenty rubrics', { rubrics: many(20, {}) }, true),
		c('twenty-one rubrics', { rubrics: many(21, {}) }, false),
		c('the first protocol', { protocol: 1 }, true),
		c('another protocol', { protocol: PROTOCOL + 1 }, false)
	])('$what: $good', ({ change, good }) => {
		expect(ExchangeReply.safeParse({ ...reply, ...change }).success).toBe(good);
	});

	test.each([
		c('two hundred plans', { items: many(200, item) }, true),
		c('two hundred and one', { items: many(201, item) }, false)
	])('its workload, $what: $good', ({ change, good }) => {
		expect(Workload.safeParse({ ...workload, ...change }).success).toBe(good);
	});

	test.each([
		c('as it is', {}, true),
		c('without a setting', { schoolUrn: null, settingName: null, senSetting: 'EHE' }, true),
		c('received', { receivedAt: AT }, true),
		c('revision 0', { revision: 0 }, false),
		c('revision 99', { revision: 99 }, true),
		c('revision 100', { revision: 100 }, false)
	])('its plans, $what: $good', ({ change, good }) => {
		expect(WorkloadItem.safeParse({ ...item, ...change }).success).toBe(good);
	});
});

test('what a later server adds to a reply is left out, so that it never rests on a tablet', () => {
	const later = {
		...reply,
		news: [],
		workload: { ...workload, children: [], items: [{ ...item, childName: 'a child' }] }
	};
	expect(ExchangeReply.parse(later)).toEqual({ ...reply, workload: { ...workload, items: [item] } });
});

test('a tablet of an earlier protocol is told nothing that it would refuse, and no sent audit that it would keep unsealed', () => {
	const since: WorkloadItem = {
		...item,
		given: { 'G.4': { level: 'met' } },
		reopened: { reason: 'Two sections were swapped', openedAt: AT },
		askedBack: { askedAt: AT, refused: null }
	};
	const told: Workload = { ...workload, guide: unwrittenGuide, items: [{ ...since, earlier: submission }] };
	expect(workloadIn(1, told)).toEqual({ person: workload.person, items: [item] });
	expect(workloadIn(2, told)).toEqual({ ...told, items: [since] });
	expect(workloadIn(3, told)).toEqual(told);
});

test.each<[Parameters<typeof rubricKey>[0], string]>([
	[{ rubricId: 'ehcp-full-audit', version: '0.2.0' }, 'ehcp-full-audit@0.2.0'],
	[{ rubricId: 'ehcp-full-audit', rubricVersion: '0.2.0' }, 'ehcp-full-audit@0.2.0']
])('a rubric held, %j: %s', (rubric, key) => {
	expect(rubricKey(rubric)).toBe(key);
});
