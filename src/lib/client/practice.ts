/** The practice audit on this tablet: the answers so far, and whether it was done or passed over. None of it is sent but the day. */
import { nextOpen, type Practice } from '#lib/domain/practice.ts';
import type { Level } from '#lib/domain/rubric.ts';
import type { KeptPractice } from './db.ts';
import { put, read, write } from './records.ts';
import type { Tablet } from './tablet.ts';

const ID = 'practice';
const none: KeptPractice = { edition: null, answers: {}, doneAt: null, passedOver: false };

/** Gives what is kept of the practice. */
export async function find({ db }: Pick<Tablet, 'db'>): Promise<KeptPractice> {
	return (await read(db, 'practice', ID)) ?? none;
}

/** Gives the answers to this edition; those to another one do not fit its plan. */
export function answersTo(practice: Pick<Practice, 'edition'>, kept: KeptPractice): KeptPractice['answers'] {
	return kept.edition === practice.edition ? kept.answers : {};
}

/** Gives whether a first real plan may be started without the practice being offered again. */
export function isSettled({ doneAt, passedOver }: KeptPractice): boolean {
	return doneAt !== null || passedOver;
}

/** Keeps an answer, which stays as it was given; with the last one the practice is done. Resolves once it is on disk. */
export async function answer(tablet: Tablet, practice: Practice, criterionId: string, level: Level): Promise<void> {
	const kept = await find(tablet);
	const before = answersTo(practice, kept);
	if (before[criterionId] !== undefined) return;
	const answers = { ...before, [criterionId]: level };
	const doneAt = nextOpen(practice, answers) === null ? tablet.now() : kept.doneAt;
	const passedOver = doneAt === null && kept.passedOver;
	await write(tablet.db, [put('practice', ID, { edition: practice.edition, answers, doneAt, passedOver })]);
}

/** Forgets the answers, to go through it once more. The day on which it was done stays. */
export async function startAgain(tablet: Tablet): Promise<void> {
	const kept = await find(tablet);
	await write(tablet.db, [put('practice', ID, { ...kept, answers: {} })]);
}

/** Notes that somebody who knows the questions goes on without it. */
export async function passOver(tablet: Tablet): Promise<void> {
	const kept = await find(tablet);
	await write(tablet.db, [put('practice', ID, { ...kept, passedOver: true })]);
}
