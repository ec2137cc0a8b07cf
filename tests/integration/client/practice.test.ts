import { describe, expect, test } from 'vitest';
import { practice } from '#lib/client/practice-content.ts';
import * as practising from '#lib/client/practice.ts';
import { createServer, failWrite, testTablet, workloadItem } from './tablet-builder.ts';

const made = () => testTablet(createServer([workloadItem()]));
const ids = practice.questions.map(({ criterionId }) => criterionId);

describe('the practice on a tablet', () => {
	test('is not done and not settled before anything happened', async () => {
		const kept = await practising.find(await made());
		expect(kept).toEqual({ edition: null, answers: {}, doneAt: null, passedOver: false });
		expect(practising.isSettled(kept)).toBe(false);
	});

	test('keeps each answer as it was given, also after the browser was closed', async () => {
		const tablet = await made();
		await practising.answer(tablet, practice, 'B.1', 'partly');
		await practising.answer(tablet, practice, 'B.1', 'met');
		const kept = await practising.find(await tablet.reopened());
		expect(kept).toMatchObject({ edition: practice.edition, answers: { 'B.1': 'partly' }, doneAt: null });
	});

	test('is done with the last answer, at that moment, and stays done when it is begun again', async () => {
		const tablet = await made();
		for (const id of ids) {
			expect((await practising.find(tablet)).doneAt).toBeNull();
			await practising.answer(tablet, practice, id, 'met');
		}
		const done = await practising.find(tablet);
		expect(done.doneAt).toBe(tablet.now());
		expect(practising.isSettled(done)).toBe(true);
		await practising.startAgain(tablet);
		expect(await practising.find(tablet)).toEqual({ ...done, answers: {} });
	});

	test('somebody who knows the questions passes it over', async () => {
		const tablet = await made();
		await practising.passOver(tablet);
		const kept = await practising.find(tablet);
		expect(kept).toMatchObject({ doneAt: null, passedOver: true });
		expect(practising.isSettled(kept)).toBe(true);
		// Done after all: that is what the team is told.
		for (const id of ids) await practising.answer(tablet, practice, id, 'met');
		expect(await practising.find(tablet)).toMatchObject({ doneAt: tablet.now(), passedOver: false });
	});

	test('answers to another edition are not carried over; the day is', async () => {
		const tablet = await made();
		for (const id of ids) await practising.answer(tablet, practice, id, 'met');
		const newer = { ...practice, edition: 'next' };
		const kept = await practising.find(tablet);
		expect(practising.answersTo(newer, kept)).toEqual({});
		await practising.answer(tablet, newer, 'B.1', 'not_met');
		expect(await practising.find(tablet)).toEqual({ ...kept, edition: 'next', answers: { 'B.1': 'not_met' } });
	});

	test('what could not be written is said', async () => {
		const tablet = await made();
		const failing = failWrite(tablet.db, 1);
		tablet.db.close({ disableAutoOpen: false });
		await tablet.db.open();
		await expect(practising.answer(tablet, practice, 'B.1', 'met')).rejects.toThrow('made to fail');
		failing.stop();
		expect((await practising.find(await tablet.reopened())).answers).toEqual({});
	});
});
