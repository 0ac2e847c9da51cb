@echo off
rem The command line of the application. A batch file waits for a program with windows, which a prompt does not.
rem Behind -- nothing is a switch of Chromium.
"%~dp0Interlock.exe" -- cli %*
exit /b %ERRORLEVEL%
