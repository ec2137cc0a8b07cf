/** What auditors say of themselves once: kept, seen by them and their coordinator, taken back, and honoured while they have plans. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Assignment } from '#lib/domain/assignment.ts';
import { noFacts } from '#lib/domain/case-fact.ts';
import * as activity from '#lib/server/activity.ts';
import * as assignments from '#lib/server/assignments.ts';
import * as caseFacts from '#lib/server/case-facts.ts';
import * as interests from '#lib/server/interests.ts';
import * as people from '#lib/server/people.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as plans from '#lib/server/plans.ts';
import { exchange } from '#lib/server/sync.ts';
import * as termBoards from '#lib/server/term-boards.ts';
import * as tiedPlans from '#lib/server/tied-plans.ts';
import * as ties from '#lib/server/ties.ts';
import * as workloads from '#lib/server/workloads.ts';
import { begunTerm, by, envelope, minutes, person, signedIn, submissionEntry, urn } from '#tests/support/builders.ts';
import { engines, withStore } from '#tests/support/store.ts';

describe.each(engines)('ties on %s', (engine) => {
	const given = withStore(engine);
	let term: Awaited<ReturnType<typeof begunTerm>>;
	let first: Assignment;

	beforeEach(async () => {
		term = await begunTerm(given.store, { plans: 6, auditors: 4, size: 6 });
		const [one] = term.assignments;
		if (!one) throw new Error('no assignments');
		first = one;
	});

	const auditorOf = (auditorId: string) => {
		const found = term.auditors.find(({ personId }) => personId === auditorId);
		if (!found) throw new Error('no such auditor');
		return found;
	};
	const sent = async (auditorId: string) =>
		(await workloads.forPerson(given.store, signedIn(given.store, auditorOf(auditorId)))).workload.items.map(
			({ assignmentId }) => assignmentId
		);
	const decisions = async () => (await termBoards.get(given.store, term.termId, minutes(5))).board.decisions;
	const own = (auditorId: string) => ({ actorId: auditorId, now: minutes(5) });
	const schoolOf = async (planRef: string) => {
		const { schoolUrn } = await plans.byRef(given.store, planRef);
		if (!schoolUrn) throw new Error('no setting');
		return schoolUrn;
	};

	test('a setting, a service and another auditor are told once each, seen, and taken back by whoever said so', async () => {
		const { store } = given;
		const [one, other] = term.auditors.map(({ personId }) => personId) as [string, string];
		const named = auditorOf(other).name.toUpperCase();
		await ties.addSetting(store, one, { schoolUrn: urn(1), kind: 'governor' }, own(one));
		await ties.addSetting(store, one, { schoolUrn: urn(1), kind: 'parent' }, own(one));
		await ties.addService(store, one, '  Educational   psychology ', own(one));
		await ties.addService(store, one, 'educational PSYCHOLOGY', own(one));
		await ties.addHousehold(store, one, `  ${named} `, own(one));
		await ties.addHousehold(store, one, named, own(one));
		const found = await ties.of(store, one);
		expect(found.map(({ about, kind, source, counts }) => [about, kind, source, counts])).toEqual([
			['setting', 'parent', 'self', true],
			['service', null, 'self', false],
			['household', null, 'self', true]
		]);
		expect(found.map(({ name }) => name)[1]).toBe('Educational psychology');
		// The other one sees it too, and cannot take back what they did not say.
		const [theirs] = await ties.of(store, other);
		expect(theirs).toMatchObject({ about: 'household', source: 'other_person', name: auditorOf(one).name });
		await expect(ties.takeBack(store, other, theirs?.ref ?? '', own(other))).rejects.toThrow('thing.not_found');
		expect(await interests.apart(store)).toHaveLength(1);

		for (const { ref } of found) await ties.takeBack(store, one, ref, own(one));
		expect([...(await ties.of(store, one)), ...(await ties.of(store, other))]).toEqual([]);
		expect(await interests.apart(store)).toEqual([]);
		const lines = (await activity.about(store, one)).map(({ action }) => action);
		expect(lines.filter((action) => action === 'tie.taken_back')).toHaveLength(3);
	});

	test('a setting that nobody knows, a name that nobody or more than one has, and one’s own name are refused', async () => {
		const { store } = given;
		const [one, two] = term.auditors as [(typeof term.auditors)[0], (typeof term.auditors)[0]];
		const add = (name: string) => ties.addHousehold(store, one.personId, name, by());
		await expect(ties.addSetting(store, one.personId, { schoolUrn: '123456', kind: 'work' }, by())).rejects.toThrow(
			'tie.no_setting'
		);
		await expect(add('Nobody Of That Name')).rejects.toThrow('tie.no_person');
		await expect(add(one.name)).rejects.toThrow('tie.no_person');
		await people.add(store, person({ name: two.name, email: 'twin@example.org' }), by());
		await expect(add(two.name)).rejects.toThrow('tie.two_people');
		expect(await ties.of(store, one.personId)).toEqual([]);
	});

	test('places of work, the list of people and handed-back plans are shown; only a coordinator ends the last', async () => {
		const { store } = given;
		const { auditorId } = first;
		await people.upsertMany(store, [{ ...auditorOf(auditorId), schoolUrns: [urn(70)] }], by());
		await interests.replaceFromFile(store, new Map([[auditorId, [urn(71)]]]), by());
		await assignments.decline(store, first.assignmentId, 'know_family', by());
		const found = await ties.of(store, auditorId);
		expect(found.map(({ about, source }) => [about, source])).toEqual([
			['setting', 'employer'],
			['setting', 'people_file'],
			['plan', 'self']
		]);
		for (const { ref } of found)
			await expect(ties.takeBack(store, auditorId, ref, own(auditorId))).rejects.toThrow('thing.not_found');
		const [work, file, plan] = found.map(({ ref }) => ref) as [string, string, string];
		for (const ref of [work, file]) await expect(ties.end(store, auditorId, ref, by())).rejects.toThrow('not_found');
		await ties.end(store, auditorId, plan, by());
		expect(await ties.of(store, auditorId)).toHaveLength(2);
	});

	test('a plan in hand that a new tie speaks against leaves the tablet and is the coordinator’s to decide', async () => {
		const { store } = given;
		const { auditorId, assignmentId, planRef } = first;
		expect(await sent(auditorId)).toContain(assignmentId);
		await ties.addSetting(store, auditorId, { schoolUrn: await schoolOf(planRef), kind: 'parent' }, own(auditorId));
		expect(await sent(auditorId)).not.toContain(assignmentId);
		expect(await tiedPlans.ofPerson(store, auditorId)).toContain(planRef);
		expect((await decisions()).tied.map((one) => one.assignmentId)).toContain(assignmentId);
		// Given to somebody else it is settled.
		const [next] = (await people.auditors(store)).filter(({ personId }) => personId !== auditorId);
		const beside = term.assignments.filter((one) => one.planRef === planRef).map((one) => one.auditorId);
		if (next && !beside.includes(next.personId)) {
			await assignments.reassign(store, assignmentId, next.personId, 'A tie', by(6));
			expect((await decisions()).tied.map((one) => one.assignmentId)).not.toContain(assignmentId);
		}
	});

	test('an audit that was sent stays readable, whatever ties come to light after', async () => {
		const { store } = given;
		const { auditorId, assignmentId, planRef } = first;
		const asker = signedIn(store, auditorOf(auditorId));
		await exchange(store, asker, envelope([submissionEntry(first)]), minutes(80));
		await ties.addSetting(store, auditorId, { schoolUrn: await schoolOf(planRef), kind: 'other' }, own(auditorId));
		expect(await sent(auditorId)).toContain(assignmentId);
		expect((await decisions()).tied.map((one) => one.assignmentId)).not.toContain(assignmentId);
	});

	test('a service counts from when case facts name it, asked for advice', async () => {
		const { store } = given;
		const { auditorId, assignmentId, planRef, termId } = first;
		await ties.addService(store, auditorId, 'Educational psychology', own(auditorId));
		expect(await sent(auditorId)).toContain(assignmentId);
		const advice = [
			{
				contributor: 'Educational psychology',
				adviceRequestedDate: '2026-01-05',
				adviceReceivedDate: null,
				adviceException: null
			}
		];
		await caseFacts.write(store, termId, [{ planRef, facts: { ...noFacts(), advice } }], by(1));
		expect(await sent(auditorId)).not.toContain(assignmentId);
		expect((await ties.of(store, auditorId))[0]).toMatchObject({ about: 'service', counts: true });
		expect(await interests.forAuditors(store)).toContainEqual({
			auditorId,
			planRef,
			schoolUrn: null,
			source: 'service'
		});
	});

	test('of two of one household on a plan the second gives way, or whoever has not sent', async () => {
		const { store } = given;
		const pairs = [...Map.groupBy(term.assignments, ({ planRef }) => planRef).values()];
		const pair = pairs.find((rows) => rows.length === 2);
		if (!pair?.[0] || !pair[1]) throw new Error('no plan is audited twice');
		const [one, two] = pair[0].marking === 'first' ? [pair[0], pair[1]] : [pair[1], pair[0]];
		await ties.addHousehold(store, one.auditorId, auditorOf(two.auditorId).name, own(one.auditorId));
		expect((await decisions()).tied.map(({ assignmentId }) => assignmentId)).toEqual([two.assignmentId]);
		const asker = signedIn(store, auditorOf(two.auditorId));
		await exchange(store, asker, envelope([submissionEntry(two)]), minutes(80));
		expect((await decisions()).tied.map(({ assignmentId }) => assignmentId)).toEqual([one.assignmentId]);
		expect(await sent(one.auditorId)).not.toContain(one.assignmentId);
	});

	test('a plan held back since the draw is not given out, and is a decision', async () => {
		const { store } = given;
		const { assignmentId, planRef, termId } = first;
		await planCorrections.hold(store, planRef, 'The family asked for it', by());
		expect((await decisions()).held.map(({ item }) => item?.assignmentId)).toContain(assignmentId);
		await assignments.withdraw(store, assignmentId, 'Held back', by(1));
		const held = (await decisions()).held.filter((one) => one.planRef === planRef);
		expect(held.map(({ item }) => item?.assignmentId ?? null)).toContain(null);
		expect((await decisions()).unfilled.map((one) => one.planRef)).not.toContain(planRef);
		const proposal = await assignments.proposal(store, termId, 'again', minutes(2));
		expect(proposal.assignments.filter((one) => one.planId === planRef && one.marking === first.marking)).toEqual([]);
		expect(proposal.unfilled).toContainEqual({
			planId: planRef,
			marking: first.marking,
			reason: 'this plan is held back'
		});
		const everybody = await people.auditors(store);
		for (const { personId } of everybody)
			await expect(assignments.reassign(store, assignmentId, personId, 'Why', by(3))).rejects.toThrow(
				/assignment\.(held|history)/
			);
		await planCorrections.letGo(store, planRef, by(4));
		expect((await decisions()).held.filter((one) => one.planRef === planRef)).toEqual([]);
	});
});
