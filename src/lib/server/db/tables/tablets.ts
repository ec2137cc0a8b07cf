/** What the server keeps for tablets; most of it sealed. */
import type { Owned } from './owned.ts';

/** One person on one browser, with the credential that it exchanges by. */
interface TabletTable extends Owned {
	tabletId: string;
	personId: string;
	deviceId: string;
	/** PublicKey as JSON. */
	publicKey: string;
	/** The highest number that a signed request carried. */
	counter: number;
	build: string;
	/** Browser and kind of machine in words, as far as the browser says. */
	device: string;
	createdAt: string;
	contactAt: string;
	leaseUntil: string;
	revokedAt: string | null;
	revokedBy: string | null;
	/** When it sent what it still had, after it was revoked. */
	farewellAt: string | null;
}

/** What a tablet last said of itself; one row a person and tablet. */
interface TabletReportTable extends Owned {
	personId: string;
	deviceId: string;
	reportedAt: string;
	/** TabletReport as JSON. */
	body: string;
}

/** Keys that audits are sealed to; the newest is in use, the older ones still open. */
interface IntakeKeyTable extends Owned {
	keyId: string;
	/** PublicKey as JSON. */
	publicKey: string;
	/** The private half, sealed with a key made of the server's secret, as JSON. */
	wrapped: string;
	createdAt: string;
}

/** What a new tablet needs to open a person's vault. */
interface VaultTable extends Owned {
	personId: string;
	vaultId: string;
	/** PassphraseWrap as JSON. */
	wrap: string;
	/** SealedTo as JSON; null where there was no recovery key yet. */
	escrow: string | null;
	changedAt: string;
}

/** The last backup of each open draft, one for each vault that it is sealed with; `deviceId` is the browser on which that one goes on. */
interface DraftBackupTable extends Owned {
	personId: string;
	assignmentId: string;
	deviceId: string;
	vaultId: string;
	savedAt: string;
	receivedAt: string;
	/** SealedText as JSON. */
	body: string;
}

/** Somebody forgot their passphrase, and what became of it. */
interface RecoveryTable extends Owned {
	recoveryId: string;
	personId: string;
	deviceId: string;
	vaultId: string;
	/** PublicKey of the tablet that waits for the vault's key, as JSON. */
	publicKey: string;
	askedAt: string;
	decidedAt: string | null;
	decidedBy: string | null;
	/** SealedTo as JSON; null while undecided, and where it was refused. */
	sealed: string | null;
}

/** What a revoked tablet still had, for the coordinator to decide about. */
interface FarewellTable extends Owned {
	farewellId: string;
	personId: string;
	deviceId: string;
	receivedAt: string;
	entries: number;
	drafts: number;
	/** Entries and backups as JSON, all sealed; emptied once it is decided. */
	body: string;
	decidedAt: string | null;
	decidedBy: string | null;
	decision: string | null;
}

export interface TabletTables {
	tablet: TabletTable;
	tabletReport: TabletReportTable;
	intakeKey: IntakeKeyTable;
	vault: VaultTable;
	draftBackup: DraftBackupTable;
	recovery: RecoveryTable;
	farewell: FarewellTable;
}
