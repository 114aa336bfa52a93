ALTER TABLE triage_changes ADD COLUMN undone_at BIGINT;
UPDATE triage_changes SET undone_at = (SELECT max(undone_at) FROM triage_changed
  WHERE triage_changed.project_id = triage_changes.project_id AND triage_changed.change_id = triage_changes.id);
ALTER TABLE triage_changed DROP COLUMN undone_at;
