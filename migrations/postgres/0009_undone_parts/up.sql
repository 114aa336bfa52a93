-- What was undone, by request: the part of a change that is refused can be undone later.
ALTER TABLE triage_changed ADD COLUMN undone_at BIGINT;
UPDATE triage_changed SET undone_at = (SELECT undone_at FROM triage_changes
  WHERE triage_changes.project_id = triage_changed.project_id AND triage_changes.id = triage_changed.change_id);
ALTER TABLE triage_changes DROP COLUMN undone_at;
