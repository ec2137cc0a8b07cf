import { describe, expect, test } from 'vitest';
import type { Draft } from '#lib/domain/audit.ts';
import { sameWork } from '#lib/domain/draft-backup.ts';

const draft: Draft = {
	assignmentId: '019acd00-0000-7000-8000-000000000001',
	revision: 1,
	rubricId: 'lewisham-ehcp',
	rubricVersion: '1.0.0',
	context: { keyStage: 'ks2', phase: 'primary', planKind: 'first' } as unknown as Draft['context'],
	answers: { 'F.1': { level: 'met', note: 'Page 4.' } },
	looseNotes: { 'F.2': 'No hours.' },
	flagged: ['F.3', 'B.1'],
	startedAt: '2026-11-02T09:00:00.000Z',
	changedAt: '2026-11-02T09:30:00.000Z'
};

describe('whether two drafts hold the same work', () => {
	test.each<[string, Partial<Draft>]>([
		['another time', { startedAt: '2026-11-03T09:00:00.000Z', changedAt: '2026-11-03T09:30:00.000Z' }],
		['flags set in another order', { flagged: ['B.1', 'F.3'] }],
		['a note that was emptied', { looseNotes: { 'F.2': 'No hours.', 'F.4': ' ' } }]
	])('%s makes no difference', (_, change) => {
		expect(sameWork(draft, { ...draft, ...change })).toBe(true);
	});

	test.each<[string, Partial<Draft>]>([
		['another level', { answers: { 'F.1': { level: 'partly', note: 'Page 4.' } } }],
		['another note', { answers: { 'F.1': { level: 'met', note: 'Page 5.' } } }],
		['words before a level was chosen', { looseNotes: {} }],
		['a flag', { flagged: ['F.3'] }]
	])('%s does', (_, change) => {
		expect(sameWork(draft, { ...draft, ...change })).toBe(false);
		expect(sameWork({ ...draft, ...change }, draft)).toBe(false);
	});
});
