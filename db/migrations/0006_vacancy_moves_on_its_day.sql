-- A booking sends the move of the vacancy together with its commit, so there is no moment at which the application could
-- see that the day has turned under it and the move reached no row. It must fail instead: 40001, try again.
CREATE FUNCTION counted_on(as_on date, day date) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  IF as_on IS DISTINCT FROM day THEN
    RAISE EXCEPTION 'the vacancy was counted on %, not on %', as_on, day USING ERRCODE = 'serialization_failure';
  END IF;
  RETURN true;
END $$;
