/** Tablets, and what they keep with the team: vaults, recoveries, last posts. */
import * as farewells from '#lib/server/farewells.ts';
import { newId } from '#lib/server/ids.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as left from '#lib/server/left.ts';
import * as recoveries from '#lib/server/recoveries.ts';
import * as tabletReports from '#lib/server/tablet-reports.ts';
import * as tablets from '#lib/server/tablets.ts';
import * as vaults from '#lib/server/vaults.ts';
import { by, START } from '#tests/support/builders.ts';
import { draftBackup, sealedEntry, signingKey, vaultUpload } from '#tests/support/sealed.ts';
import type { Acts } from '../partnership-world.ts';

const SECRET = 'a secret of more than thirty-two characters';

export const tabletActs: Acts = {
	modules: { farewells, intakeKeys, left, recoveries, tabletReports, tablets, vaults },
	pure: [],
	acts: {
		'farewells.keep': (store, of) =>
			farewells.keep(
				store,
				{ ...of.own, tabletId: of.lostId },
				{ deviceId: of.own.deviceId, entries: [], backups: [draftBackup(of.toDo.assignmentId)] }
			),
		'farewells.open': (store, of) => farewells.open(store, of.own.personId),
		'farewells.take': (store, of) => farewells.take(store, { ...of.own, farewellId: of.farewellId }, by(), {}),
		'farewells.drop': (store, of) => farewells.drop(store, { ...of.own, farewellId: of.farewellId }, by()),
		'left.keep': (store, of) => left.keep(store, of.own, [{ backups: [draftBackup(of.toDo.assignmentId)] }], by()),
		'left.list': (store, of) => left.list(store, of.own.personId),
		'left.words': (store, of) => left.words(store, of.own.personId, { fetch: [of.farewellId], kept: [] }),
		'left.forget': (store, of) => left.forget(store, of.own.personId, { fetch: [], kept: [of.farewellId] }),
		'intakeKeys.current': (store) => intakeKeys.current(store, SECRET, START),
		'intakeKeys.renew': (store) => intakeKeys.renew(store, SECRET, by()),
		'intakeKeys.openFor': async (store, of) => {
			const { sealed } = await sealedEntry(await intakeKeys.current(store, SECRET, START), of.up);
			return intakeKeys.openFor(store, SECRET, 'another place', sealed);
		},
		'recoveries.key': (store) => recoveries.key(store),
		'recoveries.setKey': (store) =>
			recoveries.setKey(store, { keyId: '0123456789abcdef', publicKey: signingKey().publicKey }, by()),
		'recoveries.withoutEscrow': (store) => recoveries.withoutEscrow(store),
		'recoveries.ask': (store, of) =>
			recoveries.ask(store, of.own, { vaultId: of.vaultId, publicKey: signingKey().publicKey }),
		'recoveries.recovered': (store, of) => recoveries.recovered(store, of.own),
		'recoveries.standing': (store, of) => recoveries.standing(store, of.own),
		'recoveries.close': (store, of) => recoveries.close(store, of.own),
		'recoveries.open': (store, of) => recoveries.open(store, of.own.personId),
		'recoveries.decide': (store, of) => recoveries.decide(store, { ...of.own, recoveryId: of.recoveryId }, null, by()),
		'tabletReports.keep': (store, of) =>
			tabletReports.keep(
				store,
				{ personId: of.auditor.personId, deviceId: newId(), now: START },
				{ waiting: 1, refused: 0, begun: [], practisedAt: null }
			),
		'tabletReports.list': (store) => tabletReports.list(store),
		'tablets.register': (store, of) =>
			tablets.register(
				store,
				{ ...of.own, device: 'Safari on an iPad' },
				{ deviceId: of.own.deviceId, publicKey: signingKey().publicKey, build: 'test' }
			),
		'tablets.list': (store, of) => tablets.list(store, of.own.personId),
		'tablets.revoke': (store, of) => tablets.revoke(store, of.own.personId, of.tabletId, by()),
		'tablets.revokeAllOf': (store, of) => tablets.revokeAllOf(store, of.own.personId, by()),
		'tablets.isRevoked': (store, of) => tablets.isRevoked(store, of.own.personId, of.own.deviceId),
		'vaults.keep': (store, of) => vaults.keep(store, of.own, vaultUpload({ vaultId: of.vaultId })),
		'vaults.offers': (store, of) => vaults.offers(store, of.own.personId),
		'vaults.escrowOf': (store, of) => vaults.escrowOf(store, of.own.personId, of.vaultId),
		'vaults.backUp': (store, of) => vaults.backUp(store, of.own, [draftBackup(of.toDo.assignmentId)]),
		'vaults.claim': (store, of) => vaults.claim(store, { ...of.own, deviceId: newId() }, [of.toDo.assignmentId]),
		'vaults.places': (store, of) => vaults.places(store, of.own),
		'vaults.forget': (store, of) => vaults.forget(store, of.toDo.assignmentId)
	}
};
