import { describe, expect, test } from 'vitest';
import { explanationOf } from '#lib/domain/proposal-explanation.ts';
import { propose } from '#lib/domain/proposal.ts';
import { aims, areApart, auditor, brokenRules, input, mayAudit, plan, termOf } from '#tests/support/proposals.ts';

describe('why a proposal is as it is', () => {
	const term = input({
		auditors: [
			auditor('a', { capacity: 2 }),
			auditor('b', { agency: 'school' }),
			auditor('c', { agency: 'parent' }),
			auditor('d', { capacity: 0 })
		],
		plans: [plan('p', { schoolUrn: null }), plan('q')],
		interests: [{ auditorId: 'c', schoolUrn: '100001' }],
		history: [{ auditorId: 'b', planId: 'p' }],
		fixed: [{ auditorId: 'a', planId: 'p', marking: 'first' }]
	});
	const proposal = propose(term);
	const explanation = explanationOf(term, proposal);

	test('who else could have an audit, at what cost, and who could not and why', () => {
		expect(proposal.assignments[1]).toEqual({ auditorId: 'b', planId: 'q', marking: 'first' });
		expect(explanation.ofPlan('q')).toEqual([
			{
				auditorId: 'b',
				planId: 'q',
				marking: 'first',
				fixed: false,
				load: 1,
				capacity: 3,
				others: [
					{
						auditorId: 'a',
						load: 1,
						inExchangeFor: null,
						cost: { squaresOfLoads: 2, sameAgency: 0, squaresOfMix: 2, parts: 0 }
					}
				],
				othersInAll: 1,
				ruledOut: [
					{ auditorId: 'c', why: 'interest' },
					{ auditorId: 'd', why: 'full' }
				]
			}
		]);
	});

	test('what is fixed was nobody’s choice', () => {
		expect(explanation.ofPlan('p')).toMatchObject([{ auditorId: 'a', fixed: true, others: [], ruledOut: [] }]);
	});

	test('what an auditor could not be given', () => {
		expect(explanation.ofAuditor('b')).toEqual({
			auditorId: 'b',
			load: 1,
			capacity: 3,
			ruledOut: [{ planId: 'p', why: 'history' }]
		});
		expect(explanation.ofAuditor('c').ruledOut).toEqual([{ planId: 'q', why: 'interest' }]);
	});

	test('no more others than asked for', () => {
		expect(explanation.ofPlan('q', 0)).toMatchObject([{ others: [], othersInAll: 1 }]);
	});

	test('names whom it does not know', () => {
		expect(() => explanation.ofPlan('x')).toThrow('plan x is not in this proposal');
		expect(() => explanation.ofAuditor('x')).toThrow('auditor x is not in this proposal');
	});
});

test('every other choice that it names keeps the rules and costs what it says; whoever it rules out is ruled out', () => {
	let tried = 0;
	for (let seed = 0; seed < 60; seed++) {
		const term = termOf(`why-${seed}`, { auditors: 6, plans: 8, capacity: 3, ties: 6 });
		const proposal = propose(term);
		const before = aims(term, proposal);
		const explanation = explanationOf(term, proposal);
		for (const subject of term.plans)
			for (const one of explanation.ofPlan(subject.id)) {
				for (const other of one.others) {
					tried++;
					const assignments = proposal.assignments.map((row) => {
						if (row.planId === one.planId && row.marking === one.marking) return { ...row, auditorId: other.auditorId };
						const exchanged = row.planId === other.inExchangeFor && row.auditorId === other.auditorId;
						return exchanged ? { ...row, auditorId: one.auditorId } : row;
					});
					const changed = { ...proposal, assignments };
					expect(brokenRules(term, changed), `seed ${seed}`).toEqual([]);
					const after = aims(term, changed);
					const { squaresOfLoads, sameAgency, squaresOfMix, parts } = other.cost;
					expect(
						after.map((aim, at) => aim - before[at]!),
						`seed ${seed}`
					).toEqual([0, 0, squaresOfLoads, sameAgency, squaresOfMix, parts]);
					expect(squaresOfLoads).toBeGreaterThanOrEqual(0);
				}
				for (const { auditorId, why } of one.ruledOut) {
					const beside = proposal.assignments.filter((row) => row.planId === one.planId && row.marking !== one.marking);
					const barred =
						!mayAudit(term, auditorId, subject) ||
						beside.some((row) => row.auditorId === auditorId || areApart(term, row.auditorId, auditorId));
					expect(barred, `seed ${seed}`).toBe(why !== 'full');
				}
			}
	}
	expect(tried).toBeGreaterThan(500);
});
