/** Reminders to auditors: to whom there is something to write, that it was mailed, and that it was noted. The words are `domain/reminder.ts`. */
import { statusOf, type Assignment } from '#lib/domain/assignment.ts';
import { londonDate, type Instant } from '#lib/domain/plain-date.ts';
import { Refusal } from '#lib/domain/problem.ts';
import { reminderOf, type Reminder, type ReminderWay } from '#lib/domain/reminder.ts';
import { isOpen } from '#lib/domain/board-items.ts';
import { record, type By } from './activity.ts';
import * as assignments from './assignments.ts';
import { portions } from './db/bulk.ts';
import { inTransaction, type Store } from './db/store.ts';
import type { Mailer } from './mail.ts';
import * as termBoards from './term-boards.ts';
import * as terms from './terms.ts';

/** A reminder to one auditor, with what it is about. */
export interface Message extends Reminder {
	readonly auditorId: string;
	readonly name: string;
	readonly email: string;
	readonly overdue: number;
	readonly notOpened: number;
	/** When they were last reminded of any of it. */
	readonly chasedAt: Instant | null;
	readonly assignmentIds: readonly string[];
}

/** In whose name a reminder is written, and where it says that we are found. */
export interface Sender {
	readonly from: string;
	readonly address: string;
}

/** Gives the reminders of a board: one for everybody who has something to do and whose access was not ended, the most overdue first. */
export function messagesOf({ term, board, people }: termBoards.NamedBoard, sender: Sender, now: Instant): Message[] {
	const open = Map.groupBy(board.items.filter(isOpen), ({ auditorId }) => auditorId);
	return [...open]
		.flatMap(([auditorId, items]): Message[] => {
			const auditor = people.get(auditorId);
			if (!auditor || auditor.disabledAt !== null) return [];
			const { name, email } = auditor;
			const chased = items.map(({ chasedAt }) => chasedAt).filter((time) => time !== null);
			return [
				{
					auditorId,
					name,
					email,
					overdue: items.filter(({ overdue }) => overdue).length,
					notOpened: items.filter(({ notOpened }) => notOpened).length,
					chasedAt: chased.sort().at(-1) ?? null,
					assignmentIds: items.map(({ assignmentId }) => assignmentId),
					...reminderOf({ name, ...sender, term, plans: items, today: londonDate(now) })
				}
			];
		})
		.sort((a, b) => b.overdue - a.overdue || a.name.localeCompare(b.name, 'en-GB'));
}

/**
 * Mails one auditor the reminder of what they have to do now, and notes it once the mail server took it. Refuses `thing.not_found`,
 * `term.closed`, `reminder.nothing`, and `mail.failed` where the mail did not go: then nothing is noted.
 */
export async function mail(
	store: Store,
	termId: string,
	auditorId: string,
	{
		mailer,
		failed,
		...sender
	}: Sender & { readonly mailer: Pick<Mailer, 'send'>; readonly failed?: (thrown: unknown) => void },
	by: By
): Promise<void> {
	const named = await termBoards.get(store, termId, by.now);
	if (named.term.closedAt) throw new Refusal('term.closed');
	const message = messagesOf(named, sender, by.now).find((one) => one.auditorId === auditorId);
	if (!message) throw new Refusal('reminder.nothing');
	try {
		await mailer.send({ to: message.email, subject: message.subject, text: message.text });
	} catch (thrown) {
		failed?.(thrown);
		throw new Refusal('mail.failed');
	}
	await note(store, termId, auditorId, { assignmentIds: message.assignmentIds, way: 'mailed' }, by);
}

async function openOf(store: Store, termId: string, auditorId: string): Promise<Assignment[]> {
	const term = await terms.byId(store, termId);
	if (term.closedAt) throw new Refusal('term.closed');
	const given = await assignments.list(store, termId);
	return given.filter((one) => one.auditorId === auditorId && statusOf(one) === 'assigned');
}

/**
 * Notes that an auditor was reminded of some of their plans in a term; what was sent or ended meanwhile is passed over. Gives how many
 * were noted. Refuses `thing.not_found`, `term.closed` and `reminder.nothing` where none of them is open.
 */
export async function note(
	store: Store,
	termId: string,
	auditorId: string,
	{ assignmentIds, way }: { readonly assignmentIds: readonly string[]; readonly way: ReminderWay },
	by: By
): Promise<number> {
	return inTransaction(store, async (tx) => {
		const open = (await openOf(tx, termId, auditorId)).filter((one) => assignmentIds.includes(one.assignmentId));
		if (open.length === 0) throw new Refusal('reminder.nothing');
		for (const part of portions(open.map(({ assignmentId }) => assignmentId)))
			await tx.updateTable('assignment').set({ chasedAt: by.now }).where('assignmentId', 'in', part).execute();
		const details = { assignments: open.length, way };
		await record(tx, { ...by, action: 'auditor.reminded', subject: auditorId, details });
		return open.length;
	});
}

/**
 * Takes the note of a moment back: the message was copied and never sent. Refuses `thing.not_found`, `term.closed` and
 * `reminder.nothing` where nothing is noted for that moment.
 */
export async function forget(store: Store, termId: string, auditorId: string, notedAt: Instant, by: By): Promise<void> {
	await inTransaction(store, async (tx) => {
		const noted = (await openOf(tx, termId, auditorId)).filter(({ chasedAt }) => chasedAt === notedAt);
		if (noted.length === 0) throw new Refusal('reminder.nothing');
		for (const part of portions(noted.map(({ assignmentId }) => assignmentId)))
			await tx.updateTable('assignment').set({ chasedAt: null }).where('assignmentId', 'in', part).execute();
		const details = { assignments: noted.length };
		await record(tx, { ...by, action: 'auditor.reminder_undone', subject: auditorId, details });
	});
}
