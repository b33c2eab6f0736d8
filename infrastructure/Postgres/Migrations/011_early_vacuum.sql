-- The vacuum that freezes new pages comes while their last change is younger than the checkpoint, so that it need not write
-- them whole to the write-ahead log once more. By a share of the table it would come the later the larger that is.
alter table events set (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 200000);
